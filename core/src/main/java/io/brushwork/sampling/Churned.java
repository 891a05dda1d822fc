package io.brushwork.sampling;

import org.bytedeco.pytorch.Tensor;

/**
 * A latent with some noise put back before a step (the "churn" of Karras et al., Algorithm 2).
 *
 * @param x the latent
 * @param sigma its raised noise level
 */
record Churned(Tensor x, double sigma) {
    static Churned of(SamplerRun run, Tensor x, int i) {
        SamplerOptions options = run.options();
        double sigma = run.sigma(i);
        boolean within = options.sTmin() <= sigma && sigma <= options.sTmax();
        double gamma = within ? Math.min(options.sChurn() / run.steps(), Math.sqrt(2) - 1) : 0;
        if (options.sChurn() == 0) {
            return new Churned(x, sigma);
        }
        double raised = sigma * (1 + gamma);
        // Outside the window the noise is still drawn: k-diffusion does so, and the next draw depends on it.
        double added = Math.sqrt(raised * raised - sigma * sigma);
        return new Churned(run.addNoise(x, added, sigma, raised), raised);
    }
}
