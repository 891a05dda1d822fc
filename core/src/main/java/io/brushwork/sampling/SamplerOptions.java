package io.brushwork.sampling;

import io.brushwork.base.Check;
import org.jspecify.annotations.Nullable;

/**
 * Settings of samplers that are not levels of noise. A sampler reads those it knows.
 *
 * @param eta share of fresh noise in ancestral and stochastic samplers, 0 for none; null for the sampler's own (1; 0 for
 *     DDIM)
 * @param sChurn noise added back over the whole run by Euler, Heun and DPM2, 0 for none (Karras et al., Algorithm 2)
 * @param sTmin lowest noise level at which churn acts
 * @param sTmax highest noise level at which churn acts; infinity for no limit, as is 0
 * @param sNoise factor on all noise that a sampler adds
 * @param discardPenultimate drop the last but one noise level for every sampler, not only for those that need it
 * @param sgmNoiseMultiplier start from {@code noise * sqrt(1 + sigma^2)} and not {@code noise * sigma}
 */
public record SamplerOptions(
        @Nullable Double eta,
        double sChurn,
        double sTmin,
        double sTmax,
        double sNoise,
        boolean discardPenultimate,
        boolean sgmNoiseMultiplier) {
    public static final SamplerOptions DEFAULT =
            new SamplerOptions(null, 0, 0, Double.POSITIVE_INFINITY, 1, false, false);

    public SamplerOptions {
        Check.that(eta == null || (eta >= 0 && eta <= 1), "eta", "0 to 1", eta);
        Check.that(sChurn >= 0 && sChurn <= 100, "sChurn", "0 to 100", sChurn);
        Check.that(sTmin >= 0 && Double.isFinite(sTmin), "sTmin", "0 or more", sTmin);
        Check.that(sTmax >= 0, "sTmax", "0 or more", sTmax);
        Check.that(sNoise >= 0 && sNoise <= 2, "sNoise", "0 to 2", sNoise);
        sTmax = sTmax == 0 ? Double.POSITIVE_INFINITY : sTmax;
    }

    public SamplerOptions withEta(@Nullable Double eta) {
        return new SamplerOptions(eta, sChurn, sTmin, sTmax, sNoise, discardPenultimate, sgmNoiseMultiplier);
    }

    /** The same with churn between two noise levels; the upper may be infinity. */
    public SamplerOptions withChurn(double sChurn, double sTmin, double sTmax, double sNoise) {
        return new SamplerOptions(eta, sChurn, sTmin, sTmax, sNoise, discardPenultimate, sgmNoiseMultiplier);
    }

    double etaOr(double ownDefault) {
        return eta == null ? ownDefault : eta;
    }
}
