package io.brushwork.sampling;

import io.brushwork.base.Check;

/**
 * Settings of schedules. A schedule reads those it knows.
 *
 * @param sigmaMin lowest noise level above 0, or 0 for the network's own; read by Karras, Exponential, Polyexponential,
 *     KL Optimal, Beta, Normal and SGM Uniform
 * @param sigmaMax highest noise level, or 0 for the network's own; read by the same
 * @param rho curvature of Karras and Polyexponential, or 0 for their own (7 and 1)
 * @param betaAlpha first shape parameter of Beta
 * @param betaBeta second shape parameter of Beta
 */
public record ScheduleOptions(double sigmaMin, double sigmaMax, double rho, double betaAlpha, double betaBeta) {
    public static final ScheduleOptions DEFAULT = new ScheduleOptions(0, 0, 0, 0.6, 0.6);

    public ScheduleOptions {
        Check.that(sigmaMin >= 0 && Double.isFinite(sigmaMin), "sigmaMin", "0 or more", sigmaMin);
        Check.that(sigmaMax >= 0 && sigmaMax <= 1e6, "sigmaMax", "0 to 1000000", sigmaMax);
        Check.that(sigmaMax == 0 || sigmaMax > sigmaMin, "sigmaMax", "more than sigmaMin " + sigmaMin, sigmaMax);
        Check.that(rho >= 0 && rho <= 1000, "rho", "0 to 1000", rho);
        Check.that(betaAlpha > 0 && betaAlpha <= 100, "betaAlpha", "more than 0, at most 100", betaAlpha);
        Check.that(betaBeta > 0 && betaBeta <= 100, "betaBeta", "more than 0, at most 100", betaBeta);
    }
}
