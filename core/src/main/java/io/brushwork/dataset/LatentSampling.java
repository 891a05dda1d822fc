package io.brushwork.dataset;

import io.brushwork.base.Labels;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import io.brushwork.tensor.SplitMix;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Which latent stands for a picture: the autoencoder gives a normal distribution for each place, not a number. */
public enum LatentSampling {
    /** One sample for the whole run, A1111's default. */
    ONCE,
    /** The mean. */
    DETERMINISTIC,
    /** A new sample at every use. */
    RANDOM;

    /** Of ldm's DiagonalGaussianDistribution. */
    private static final double LEAST_LOG_VARIANCE = -30;

    private static final double LARGEST_LOG_VARIANCE = 20;

    /** So that other things drawn from the same seed have nothing to do with the noise. */
    private static final long PURPOSE = 0x6c6174656e74L;

    /** A1111's word: {@code once}, {@code deterministic} or {@code random}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The sampling of a label, in any case. */
    public static LatentSampling of(String label) {
        return Labels.of(List.of(values()), LatentSampling::label, "latentSampling", label);
    }

    /**
     * The latent of one picture, scaled for the U-Net, in the current scope.
     *
     * @param moments [1, 2c, h, w], on the processor: means, then logarithms of variances, as {@link
     *     AutoencoderKl#moments} gives them
     * @param scale what latents are multiplied by for the U-Net
     * @param seed of the run; with the index it decides the noise of {@link #ONCE}, which is therefore the same after a
     *     run was taken up again
     * @param index of the picture
     * @param random where {@link #RANDOM} takes its noise from, on the processor; the others do not use it, and it may be
     *     null
     * @return [1, c, h, w]
     */
    public Tensor latent(Tensor moments, double scale, long seed, long index, @Nullable Generator random) {
        return switch (this) {
            case DETERMINISTIC -> mean(moments, scale);
            case RANDOM -> sample(moments, scale, Objects.requireNonNull(random, "random"));
            case ONCE -> {
                LibTorch.load();
                long noiseSeed = SplitMix.of(seed ^ PURPOSE, index).nextLong();
                try (Generator own = torch.make_generator_cpu(noiseSeed)) {
                    yield sample(moments, scale, own);
                }
            }
        };
    }

    private static Tensor mean(Tensor moments, double scale) {
        return Scope.of(() -> {
            long channels = moments.size(1) / 2;
            return moments.narrow(1, 0, channels).mul(new Scalar(scale));
        });
    }

    private static Tensor sample(Tensor moments, double scale, Generator random) {
        return Scope.of(() -> {
            long channels = moments.size(1) / 2;
            Tensor mean = moments.narrow(1, 0, channels);
            Tensor deviation = moments.narrow(1, channels, channels)
                    .clamp(limit(LEAST_LOG_VARIANCE), limit(LARGEST_LOG_VARIANCE))
                    .mul(new Scalar(0.5))
                    .exp();
            Tensor noise = torch.randn(mean.shape(), new GeneratorOptional(random));
            return mean.add(deviation.mul(noise)).mul(new Scalar(scale));
        });
    }

    private static ScalarOptional limit(double value) {
        return new ScalarOptional(new Scalar(value));
    }
}
