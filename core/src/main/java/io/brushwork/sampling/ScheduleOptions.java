package io.brushwork.sampling;

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
        check(sigmaMin >= 0 && Double.isFinite(sigmaMin), "sigmaMin", "0 or more", sigmaMin);
        check(sigmaMax >= 0 && Double.isFinite(sigmaMax), "sigmaMax", "0 or more", sigmaMax);
        check(sigmaMax == 0 || sigmaMax > sigmaMin, "sigmaMax", "more than sigmaMin " + sigmaMin, sigmaMax);
        check(rho >= 0 && Double.isFinite(rho), "rho", "0 or more", rho);
        check(betaAlpha > 0 && betaAlpha <= 100, "betaAlpha", "more than 0, at most 100", betaAlpha);
        check(betaBeta > 0 && betaBeta <= 100, "betaBeta", "more than 0, at most 100", betaBeta);
    }

    private static void check(boolean ok, String field, String expected, double got) {
        if (!ok) {
            throw new IllegalArgumentException(field + ": expected " + expected + ", got " + got);
        }
    }
}
