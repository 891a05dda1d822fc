package io.brushwork.sampling;

import static io.brushwork.sampling.Mix.mix;

import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/**
 * A network trained at a thousand timesteps, as a denoiser at any noise level (k-diffusion's {@code
 * DiscreteEpsDDPMDenoiser} and {@code DiscreteVDDPMDenoiser}). It is also what the samplers that walk over timesteps
 * call.
 */
public final class DiscreteDenoiser implements Denoiser {
    /** Latent consistency models are distilled over every twentieth timestep. */
    private static final int LCM_STRIDE = 20;

    private final NoisePredictor network;
    private final Prediction prediction;
    private final NoiseSchedule schedule;
    private final boolean quantize;

    /**
     * A denoiser around a network.
     *
     * @param schedule that the network was trained with
     * @param quantize ask the network at the nearest whole timestep only, and not between two
     */
    public DiscreteDenoiser(NoisePredictor network, Prediction prediction, NoiseSchedule schedule, boolean quantize) {
        this.network = network;
        this.prediction = prediction;
        this.schedule = schedule;
        this.quantize = quantize;
    }

    public DiscreteDenoiser(NoisePredictor network, Prediction prediction, NoiseSchedule schedule) {
        this(network, prediction, schedule, false);
    }

    public NoiseSchedule schedule() {
        return schedule;
    }

    @Override
    public Tensor denoise(Tensor x, double sigma) {
        return denoise(x, sigma, quantize ? schedule.nearestTimestep(sigma) : schedule.timestepOf(sigma));
    }

    private Tensor denoise(Tensor x, double sigma, double timestep) {
        return Scope.of(() -> {
            double variance = sigma * sigma + 1;
            Tensor predicted = network.predict(mix(1 / Math.sqrt(variance), x), timestep);
            return switch (prediction) {
                case EPS -> mix(1, x, -sigma, predicted);
                case V -> mix(1 / variance, x, -sigma / Math.sqrt(variance), predicted);
            };
        });
    }

    /**
     * The noise in a latent in the scale of training, {@code sqrt(a) * latent + sqrt(1 - a) * noise}.
     *
     * @param timestep may have a fraction (UniPC); a v prediction is then turned into noise with the weights of the whole
     *     timestep below, as A1111 does
     */
    public Tensor eps(Tensor x, double timestep) {
        return Scope.of(() -> {
            Tensor predicted = network.predict(x, timestep);
            if (prediction == Prediction.EPS) {
                return predicted;
            }
            double a = schedule.alphaCumprod((int) timestep);
            return mix(Math.sqrt(a), predicted, Math.sqrt(1 - a), x);
        });
    }

    /**
     * The same network as a latent consistency model: asked at the fifty timesteps of its distillation, its answer mixed
     * with the input by the boundary condition (Luo et al., arXiv:2310.04378).
     */
    Denoiser consistency() {
        NoiseSchedule distilled = schedule.every(LCM_STRIDE);
        double dataVariance = 0.25;
        return (x, sigma) -> Scope.of(() -> {
            int timestep = distilled.nearestTimestep(sigma);
            double scaled = timestep * 10.0;
            double variance = scaled * scaled + dataVariance;
            Tensor denoised = denoise(x, sigma, timestep);
            return mix(scaled / Math.sqrt(variance), denoised, dataVariance / variance, x);
        });
    }

    static NoiseSchedule consistencySchedule(NoiseSchedule schedule) {
        return schedule.every(LCM_STRIDE);
    }
}
