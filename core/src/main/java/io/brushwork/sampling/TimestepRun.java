package io.brushwork.sampling;

import org.bytedeco.pytorch.Tensor;

/**
 * One run of a sampler that walks over timesteps and not over noise levels. Its latents are in the scale of training,
 * {@code sqrt(a) * latent + sqrt(1 - a) * noise}.
 */
final class TimestepRun {
    private final DiscreteDenoiser model;
    private final Tensor start;
    private final int[] timesteps;
    private final double first;
    private final StepNoise noise;
    private final SamplerOptions options;
    private final StepListener listener;

    /**
     * A run down the timesteps.
     *
     * @param timesteps rising; walked from the last to the first
     * @param first where UniPC starts, as a share of the training time with its end at 1
     */
    TimestepRun(
            DiscreteDenoiser model,
            Tensor start,
            int[] timesteps,
            double first,
            StepNoise noise,
            SamplerOptions options,
            StepListener listener) {
        this.model = model;
        this.start = start;
        this.timesteps = timesteps;
        this.first = first;
        this.noise = noise;
        this.options = options;
        this.listener = listener;
    }

    Tensor start() {
        return start;
    }

    /** Number of timesteps. */
    int size() {
        return timesteps.length;
    }

    /** The timestep at a place; 0 is the one of least noise. */
    int timestep(int place) {
        return timesteps[place];
    }

    /** Share of the picture's variance at a place. */
    double alphaCumprod(int place) {
        return model.schedule().alphaCumprod(timesteps[place]);
    }

    double first() {
        return first;
    }

    NoiseSchedule schedule() {
        return model.schedule();
    }

    /** Share of fresh noise, 0 unless asked for. */
    double eta() {
        return options.etaOr(0);
    }

    Tensor eps(Tensor x, double timestep) {
        return model.eps(x, timestep);
    }

    Tensor noise(Tensor x) {
        return noise.between(0, 0).to(x);
    }

    void report(int i, int count, Tensor x, Tensor denoised, double timestep) {
        listener.onStep(i + 1, count, x, denoised, model.schedule().sigmaOf(timestep));
    }
}
