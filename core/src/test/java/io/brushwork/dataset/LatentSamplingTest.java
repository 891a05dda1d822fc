package io.brushwork.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/**
 * Expected numbers are PyTorch 2.15's, for moments whose logarithms of variances reach from -48 to 44: beyond both limits.
 */
class LatentSamplingTest {
    private static final float[] ONCE = {
        1.4421577e-08f,
        0.15327404f,
        0.16562852f,
        0.025704999f,
        -0.1378516f,
        -0.17466794f,
        -0.050894957f,
        0.11968164f,
        0.18016984f,
        0.075217776f,
        -0.09122851f,
        -0.1823623f,
        -0.2563347f,
        1.6955445f,
        2.203668f,
        13.957945f,
        -262.79456f,
        -1520.0238f,
        2515.814f,
        -362.21597f,
        -2121.1133f,
        1511.5693f,
        1612.5189f,
        9281.819f
    };

    /** The second draw of a generator of seed 99. */
    private static final float[] RANDOM = {
        3.604567e-08f,
        0.15327384f,
        0.16562851f,
        0.025705116f,
        -0.13785149f,
        -0.17466812f,
        -0.05089727f,
        0.11967501f,
        0.18022433f,
        0.07499725f,
        -0.10376096f,
        -0.19111748f,
        -0.010866041f,
        -0.18477422f,
        4.157314f,
        -58.821995f,
        38.98856f,
        -5398.221f,
        5827.7095f,
        3156.8428f,
        -1543.9731f,
        -2629.6f,
        -5819.4087f,
        -4838.1367f
    };

    private static Tensor moments() {
        Tensor rising = torch.arange(new Scalar(48f)).view(1, 8, 2, 3);
        return torch.cat(
                new TensorVector(
                        rising.narrow(1, 0, 4).sin(),
                        rising.narrow(1, 4, 4).sub(new Scalar(36)).mul(new Scalar(4))),
                1);
    }

    /** Place by place: the largest numbers are 12 orders above the smallest. */
    private static void assertClose(Tensor actual, float... expected) {
        assertThat(actual.shape()).containsExactly(1, 4, 2, 3);
        float[] values = PreparationTest.floats(actual);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(values[i] - expected[i])).isLessThanOrEqualTo(2e-6f * Math.abs(expected[i]) + 1e-12f);
        }
    }

    @Test
    void samplesAreThoseOfPytorch() {
        LibTorch.load();
        try (Scope scope = new Scope();
                Generator random = torch.make_generator_cpu(99)) {
            assertClose(LatentSampling.ONCE.latent(moments(), 0.18215, 1234, 3, random), ONCE);
            // Neither the index nor other draws disturb it.
            LatentSampling.RANDOM.latent(moments(), 0.18215, 1234, 3, random);
            assertClose(LatentSampling.RANDOM.latent(moments(), 0.18215, 1234, 4, random), RANDOM);
            assertClose(LatentSampling.ONCE.latent(moments(), 0.18215, 1234, 3, random), ONCE);
            assertThat(PreparationTest.floats(LatentSampling.ONCE.latent(moments(), 0.18215, 1234, 4, random)))
                    .isNotEqualTo(ONCE);
        }
    }

    @Test
    void theMeanIsScaledAndNothingElse() {
        LibTorch.load();
        try (Scope scope = new Scope();
                Generator random = torch.make_generator_cpu(1)) {
            Tensor latent = LatentSampling.DETERMINISTIC.latent(moments(), 0.18215, 1, 1, random);
            Tensor expected = moments().narrow(1, 0, 4).mul(new Scalar(0.18215));
            Golden.assertClose(latent, expected, 1e-7);
        }
    }

    @Test
    void labelsAreA1111s() {
        for (LatentSampling sampling : LatentSampling.values()) {
            assertThat(LatentSampling.of(sampling.label())).isEqualTo(sampling);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatentSampling.of("twice"))
                .withMessage("latentSampling: expected one of once, deterministic, random, got twice");
    }
}
