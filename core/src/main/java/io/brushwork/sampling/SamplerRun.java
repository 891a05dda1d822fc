package io.brushwork.sampling;

import static io.brushwork.sampling.Mix.mix;

import org.bytedeco.pytorch.Tensor;

/** One run of a sampler down the noise levels: all that it reads. The levels end in 0 for nearly every schedule. */
final class SamplerRun {
    private final Denoiser denoiser;
    private final Tensor start;
    private final double[] sigmas;
    private final int steps;
    private final StepNoise noise;
    private final SamplerOptions options;
    private final StepListener listener;

    /**
     * A run down the noise levels.
     *
     * @param start latent with noise of level {@code sigmas[0]}
     * @param steps that the solver is to take: one fewer than levels, unless it chooses levels of its own between the
     *     first and the last
     */
    SamplerRun(
            Denoiser denoiser,
            Tensor start,
            double[] sigmas,
            int steps,
            StepNoise noise,
            SamplerOptions options,
            StepListener listener) {
        this.denoiser = denoiser;
        this.start = start;
        this.sigmas = sigmas;
        this.steps = steps;
        this.noise = noise;
        this.options = options;
        this.listener = listener;
    }

    Tensor start() {
        return start;
    }

    int steps() {
        return steps;
    }

    double[] sigmas() {
        return sigmas;
    }

    double sigma(int i) {
        return sigmas[i];
    }

    double sigmaNext(int i) {
        return sigmas[i + 1];
    }

    SamplerOptions options() {
        return options;
    }

    /** Share of fresh noise, for samplers whose own is 1. */
    double eta() {
        return options.etaOr(1);
    }

    Tensor denoise(Tensor x, double sigma) {
        return denoiser.denoise(x, sigma);
    }

    /** {@code x} plus {@code amount} of fresh noise, times the user's factor. */
    Tensor addNoise(Tensor x, double amount, double from, double to) {
        return mix(1, x, amount * options.sNoise(), noise.between(from, to).to(x));
    }

    void report(int i, Tensor x, Tensor denoised, double sigma) {
        report(i, steps, x, denoised, sigma);
    }

    /** For solvers whose number of steps is their own. */
    void report(int i, int count, Tensor x, Tensor denoised, double sigma) {
        listener.onStep(i + 1, count, x, denoised, sigma);
    }

    /** Takes a step for each pair of neighbouring levels. */
    Tensor repeat(int remembered, Step step) {
        return Step.repeat(start, steps, remembered, step);
    }
}
