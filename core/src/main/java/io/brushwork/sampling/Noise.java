package io.brushwork.sampling;

import io.brushwork.base.Labels;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import java.util.List;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Where noise comes from (A1111's "random number generator source"). The same seed gives other pictures with each. */
public enum Noise {
    /** PyTorch's generator on the processor. */
    CPU("CPU"),
    /** What PyTorch's generator gives on an NVIDIA card, computed on the processor. */
    NV("NV");

    private final String label;

    Noise(String label) {
        this.label = label;
    }

    /** Its name in A1111 and under {@code RNG} in infotext. */
    public String label() {
        return label;
    }

    /** The source of a label, in any case. */
    public static Noise ofLabel(String label) {
        return Labels.of(List.of(values()), Noise::label, "rng", label);
    }

    NoiseGenerator open(long seed) {
        return switch (this) {
            case CPU -> new TorchGenerator(seed);
            case NV -> new Philox(seed);
        };
    }

    /** libtorch's own, so that its normal numbers are PyTorch's to the last bit. */
    private static final class TorchGenerator implements NoiseGenerator {
        private final Generator generator;

        TorchGenerator(long seed) {
            LibTorch.load();
            generator = Scope.retain(torch.make_generator_cpu(seed));
        }

        @Override
        public Tensor normal(long... shape) {
            return Scope.of(() -> torch.randn(shape, new GeneratorOptional(generator)));
        }

        @Override
        public void close() {
            generator.close();
        }
    }
}
