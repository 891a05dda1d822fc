package io.brushwork.training;

import io.brushwork.sampling.NoiseSchedule;
import io.brushwork.sampling.Prediction;
import io.brushwork.tensor.Scope;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The loss of denoising training ({@code LatentDiffusion.p_losses} of ldm, as A1111 calls it): the squared error of what
 * the U-Net says about the noise in a latent, mean over the latent and over the batch.
 */
final class DenoisingLoss {
    private final NoiseSchedule schedule;
    private final Prediction prediction;
    private final double minSnrGamma;

    /** @param minSnrGamma see {@code TrainingOptions.Optimization} */
    DenoisingLoss(NoiseSchedule schedule, Prediction prediction, double minSnrGamma) {
        this.schedule = schedule;
        this.prediction = prediction;
        this.minSnrGamma = minSnrGamma;
    }

    /** The noisy latents that the U-Net is shown, {@code sqrt(a) latent + sqrt(1 - a) noise}. */
    Tensor noisy(MicroBatch batch) {
        return Scope.of(() -> batch.latents()
                .mul(each(batch, Math::sqrt))
                .add(batch.noise().mul(each(batch, a -> Math.sqrt(1 - a)))));
    }

    /** The loss, without dimensions, of what the U-Net predicted from {@link #noisy}. */
    Tensor of(Tensor predicted, MicroBatch batch) {
        return Scope.of(() -> {
            Tensor error = predicted.sub(target(batch)).square();
            Tensor weighted = batch.weights() == null ? error : error.mul(batch.weights());
            Tensor perLatent = weighted.mean(1, 2, 3);
            if (minSnrGamma > 0) {
                perLatent = perLatent.mul(each(batch, this::minSnrWeight).flatten());
            }
            return perLatent.mean();
        });
    }

    private Tensor target(MicroBatch batch) {
        return switch (prediction) {
            case EPS -> batch.noise();
            case V ->
                batch.noise().mul(each(batch, Math::sqrt)).sub(batch.latents().mul(each(batch, a -> Math.sqrt(1 - a))));
        };
    }

    private double minSnrWeight(double alphaCumprod) {
        double snr = alphaCumprod / (1 - alphaCumprod);
        double kept = Math.min(snr, minSnrGamma);
        return prediction == Prediction.EPS ? kept / snr : kept / (snr + 1);
    }

    /** A function of each latent's share of variance, [n, 1, 1, 1]. */
    private Tensor each(MicroBatch batch, DoubleUnaryOperator f) {
        List<Integer> timesteps = batch.timesteps();
        float[] values = new float[timesteps.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) f.applyAsDouble(schedule.alphaCumprod(timesteps.get(i)));
        }
        return torch.tensor(values)
                .view(timesteps.size(), 1, 1, 1)
                .to(batch.latents().device(), ScalarType.Float);
    }
}
