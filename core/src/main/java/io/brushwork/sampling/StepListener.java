package io.brushwork.sampling;

import org.bytedeco.pytorch.Tensor;

/** Hears of every step of a sampler, for progress and previews. Throws {@code CancellationException} to stop the run. */
@FunctionalInterface
public interface StepListener {
    StepListener NONE = (step, steps, x, denoised, sigma) -> {};

    /**
     * Called once a step, after its first call of the network. The tensors belong to the sampler and are freed when the
     * step ends.
     *
     * @param step 1 for the first
     * @param steps how many there will be; DPM adaptive does not know, and may pass it
     * @param x the latent at the start of the step
     * @param denoised the predicted clean latent
     * @param sigma noise level of {@code x}
     */
    void onStep(int step, int steps, Tensor x, Tensor denoised, double sigma);
}
