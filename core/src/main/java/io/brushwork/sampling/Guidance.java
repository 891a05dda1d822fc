package io.brushwork.sampling;

import static io.brushwork.sampling.Mix.mix;

import io.brushwork.base.Check;
import io.brushwork.tensor.Scope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Classifier-free guidance (Ho and Salimans, arXiv:2207.12598): how far to go from the negative prompt's prediction
 * towards the prompt's, and when to leave the negative prompt out.
 *
 * @param cfgScale strength; 1 is the prompt alone. A request may leave it open; it is settled before it is used
 * @param sMinUncond "negative guidance minimum sigma": below this noise level every other call goes without the negative
 *     prompt; 0 for never
 * @param sMinUncondAll with {@code sMinUncond}, every call below it and not every other
 * @param skipEarly share of the run's calls at its start that go without the negative prompt; 0 for none
 */
public record Guidance(double cfgScale, double sMinUncond, boolean sMinUncondAll, double skipEarly) {
    public Guidance {
        Check.that(Double.isFinite(cfgScale), "cfgScale", "a number", cfgScale);
        Check.that(sMinUncond >= 0 && sMinUncond <= 1000, "sMinUncond", "0 to 1000", sMinUncond);
        Check.that(skipEarly >= 0 && skipEarly <= 1, "skipEarly", "0 to 1", skipEarly);
    }

    public static Guidance of(double cfgScale) {
        return new Guidance(cfgScale, 0, false, 0);
    }

    /**
     * What one of the prompts joined by AND predicts.
     *
     * @param prediction denoised latent, eps or v, {@code [n, c, h, w]}
     */
    public record Part(Tensor prediction, double weight) {}

    /**
     * Whether a call of the network goes without the negative prompt.
     *
     * @param call 0 for the run's first
     * @param calls of the whole run ({@link Sampler#modelCalls})
     * @param sigma noise level; for samplers over timesteps A1111 compares the timestep
     */
    public boolean skipsUncond(int call, int calls, double sigma) {
        boolean early = skipEarly > 0 && (double) call / calls <= skipEarly;
        boolean faint = sMinUncond > 0 && sigma < sMinUncond && (sMinUncondAll || call % 2 == 1);
        return early || faint;
    }

    /**
     * {@code uncond + sum of weight * cfgScale * (cond - uncond)}. It may be applied to denoised latents, eps or v alike,
     * as each is an affine function of the others.
     *
     * @param uncond the negative prompt's prediction
     * @param conds the prompt's, one for each of its parts joined by AND
     */
    public Tensor combine(Tensor uncond, List<Part> conds) {
        return combine(uncond, conds, cfgScale);
    }

    /** For calls without the negative prompt: the first part in its place, and no strength. */
    public static Tensor combineWithoutUncond(List<Part> conds) {
        return combine(conds.get(0).prediction(), conds, 1);
    }

    private static Tensor combine(Tensor uncond, List<Part> conds, double scale) {
        return Scope.of(() -> {
            Tensor guided = mix(1, uncond);
            for (Part cond : conds) {
                double weight = cond.weight() * scale;
                guided = mix(1, guided, weight, cond.prediction(), -weight, uncond);
            }
            return guided;
        });
    }
}
