package io.brushwork.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.brushwork.tensor.Compute;
import io.brushwork.tensor.OneDnn;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.NamedTensors;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.Test;

class ConvWeightTest {
    /** Large enough to be packed. */
    private static final long IN = 352;

    private static final long OUT = 320;

    private static NamedTensors one(Tensor weight) {
        return new NamedTensors(Map.of("c.weight", weight));
    }

    @Test
    void mapsOfOtherSizesGetTheSameConvolution() throws Exception {
        assumeTrue(OneDnn.isAvailable());
        try (Scope scope = new Scope();
                NoGradGuard constant = new NoGradGuard()) {
            Tensor weight = torch.randn(OUT, IN, 3, 3).mul(new Scalar(0.02));
            try (Weights plain = Weights.of(one(weight), Compute.CPU);
                    Weights packed = Weights.of(one(weight), Compute.CPU.forInference())) {
                for (int stride : new int[] {1, 2}) {
                    for (Padding padding : Padding.values()) {
                        Conv2d expected = plain.conv("c", IN, OUT, 3, stride, padding);
                        Conv2d actual = packed.conv("c", IN, OUT, 3, stride, padding);
                        for (long side : new long[] {8, 32, 12, 8}) {
                            Tensor x = torch.randn(2, IN, side, side + 2).contiguous(MemoryFormat.ChannelsLast);
                            Tensor difference = expected.forward(x).sub(actual.forward(x));
                            assertThat(difference.abs().max().item_double()).isLessThan(1e-4);
                        }
                    }
                }
            }
        }
    }

    @Test
    void theWeightIsNotThatOfTheSourceAfterwards() throws Exception {
        assumeTrue(OneDnn.isAvailable());
        try (Scope scope = new Scope();
                NoGradGuard constant = new NoGradGuard()) {
            Tensor weight = torch.ones(OUT, IN, 3, 3);
            try (Weights packed = Weights.of(one(weight), Compute.CPU.forInference())) {
                Conv2d conv = packed.conv("c", IN, OUT, 3, 1, Padding.ZERO);
                // As when the file that it was read from is unmapped.
                weight.zero_();
                Tensor x = torch.ones(1, IN, 8, 8).contiguous(MemoryFormat.ChannelsLast);
                assertThat(conv.forward(x).select(2, 4).select(2, 4).max().item_double())
                        .isEqualTo(9.0 * IN);
            }
        }
    }
}
