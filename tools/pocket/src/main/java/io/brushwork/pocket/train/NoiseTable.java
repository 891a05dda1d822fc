package io.brushwork.pocket.train;

import io.brushwork.sampling.NoiseSchedule;
import io.brushwork.tensor.Scope;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** How much of a latent and of the noise there is at each step of Stable Diffusion's noise, and what each step weighs. */
final class NoiseTable implements AutoCloseable {
    private final Tensor signal;
    private final Tensor noiseShare;
    private final Tensor weight;

    /** @param gamma signal-to-noise ratio from which on steps weigh less; infinite for even weights */
    NoiseTable(double gamma) {
        NoiseSchedule schedule = NoiseSchedule.stableDiffusion();
        signal = table(schedule, Math::sqrt);
        noiseShare = table(schedule, a -> Math.sqrt(1 - a));
        weight = table(schedule, a -> Math.min(1, gamma * (1 - a) / a));
    }

    private static Tensor table(NoiseSchedule schedule, DoubleUnaryOperator of) {
        float[] values = new float[schedule.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) of.applyAsDouble(schedule.alphaCumprod(i));
        }
        return Scope.retain(torch.tensor(values));
    }

    long steps() {
        return signal.size(0);
    }

    /** Latents [n, c, h, w] with noise of the same shape, as it is at each one's timestep [n]. */
    Tensor noisy(Tensor clean, Tensor noise, Tensor timesteps) {
        return at(signal, timesteps).mul(clean).add(at(noiseShare, timesteps).mul(noise));
    }

    Tensor weights(Tensor timesteps) {
        return weight.index_select(0, timesteps);
    }

    private static Tensor at(Tensor table, Tensor timesteps) {
        return table.index_select(0, timesteps).view(-1, 1, 1, 1);
    }

    @Override
    public void close() {
        signal.close();
        noiseShare.close();
        weight.close();
    }
}
