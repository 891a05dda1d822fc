package io.brushwork.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.brushwork.tensor.Compute;
import io.brushwork.tensor.OneDnn;
import io.brushwork.tensor.Packing;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.NamedTensors;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gradients through packed weights against those that libtorch's autograd finds through plain ones. */
class PackedAutogradTest {
    private static final long IN = 352;
    private static final long OUT = 320;
    private static final double CLOSE = 1e-5;

    private static NamedTensors layers() {
        assumeTrue(OneDnn.isAvailable());
        Scalar small = new Scalar(0.02);
        return new NamedTensors(Map.of(
                "c.weight", torch.randn(OUT, IN, 3, 3).mul(small),
                "c.bias", torch.randn(OUT),
                "l.weight", torch.randn(OUT, IN).mul(small),
                "l.bias", torch.randn(OUT)));
    }

    /** The gradient by x of a sum that weighs each number of the layer's output by another one. */
    private static Tensor gradient(UnaryOperator<Tensor> layer, Tensor x) {
        Tensor leaf = x.detach().requires_grad_(true);
        Tensor y = layer.apply(leaf);
        Tensor weights =
                torch.arange(new Scalar(y.numel())).mul(new Scalar(0.7)).sin().view(y.shape());
        y.mul(weights).sum().backward();
        return new Tensor(leaf.grad());
    }

    private static void assertSame(UnaryOperator<Tensor> actual, UnaryOperator<Tensor> expected, Tensor x) {
        assertThat(distance(actual.apply(x), expected.apply(x))).isLessThan(CLOSE);
        assertThat(distance(gradient(actual, x), gradient(expected, x))).isLessThan(CLOSE);
    }

    private static double distance(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        return actual.sub(expected).norm().item_double() / expected.norm().item_double();
    }

    private static Tensor map(long n, long height, long width) {
        return torch.randn(n, IN, height, width).contiguous(MemoryFormat.ChannelsLast);
    }

    @ParameterizedTest
    @EnumSource(
            value = Packing.class,
            names = {"FORWARD", "BOTH_WAYS"})
    void throughConvolutions(Packing packing) throws Exception {
        try (Scope scope = new Scope()) {
            NamedTensors source = layers();
            for (int stride : new int[] {1, 2}) {
                for (Padding padding : Padding.values()) {
                    try (Weights plain = Weights.of(source, Compute.CPU);
                            Weights packed = Weights.of(source, Compute.CPU.with(packing))) {
                        Conv2d expected = plain.conv("c", IN, OUT, 3, stride, padding);
                        Conv2d actual = packed.conv("c", IN, OUT, 3, stride, padding);
                        for (long side : new long[] {8, 8, 5, 16}) {
                            assertSame(actual::forward, expected::forward, map(1, side, side + 1));
                            assertSame(actual::forwardUnpadded, expected::forwardUnpadded, map(2, side, side));
                        }
                        assertThat(actual.weight().packsFor(map(1, 8, 8))).isTrue();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Packing.class,
            names = {"FORWARD", "BOTH_WAYS"})
    void throughLinearLayersAndWhatIsFusedWithThem(Packing packing) throws Exception {
        try (Scope scope = new Scope()) {
            NamedTensors source = layers();
            try (Weights plain = Weights.of(source, Compute.CPU);
                    Weights packed = Weights.of(source, Compute.CPU.with(packing))) {
                Linear expected = plain.linear("l", IN, OUT);
                Linear actual = packed.linear("l", IN, OUT);
                Tensor other = torch.randn(2, 77, OUT);
                for (int round = 0; round < 2; round++) {
                    Tensor x = torch.randn(2, 77, IN);
                    assertSame(actual::forward, expected::forward, x);
                    assertSame(actual::forwardGelu, expected::forwardGelu, x);
                    assertSame(h -> actual.forwardAdd(h, other), h -> expected.forwardAdd(h, other), x);
                    assertSame(h -> actual.forwardTimes(h, other), h -> expected.forwardTimes(h, other), x);
                }
                assertThat(actual.weight().isPacked()).isTrue();
                // The other tensor has a gradient too, where x may have none.
                Tensor x = torch.randn(2, 77, IN);
                assertSame(h -> actual.forwardAdd(x, h), h -> expected.forwardAdd(x, h), other);
                assertSame(h -> actual.forwardTimes(x, h), h -> expected.forwardTimes(x, h), other);
            }
        }
    }

    @Test
    void anInputThatOthersUseGetsTheSumOfTheirGradients() throws Exception {
        try (Scope scope = new Scope()) {
            NamedTensors source = layers();
            try (Weights plain = Weights.of(source, Compute.CPU);
                    Weights packed = Weights.of(source, Compute.CPU.with(Packing.BOTH_WAYS))) {
                Linear linear = plain.linear("l", IN, OUT);
                Linear turned = packed.linear("l", IN, OUT);
                UnaryOperator<Tensor> expected = x -> linear.forward(x.mul(new Scalar(2)))
                        .add(x.narrow(1, 0, OUT))
                        .add_(new Scalar(1));
                UnaryOperator<Tensor> actual = x -> turned.forward(x.mul(new Scalar(2)))
                        .add_(x.narrow(1, 0, OUT))
                        .add_(new Scalar(1));
                assertSame(actual, expected, torch.randn(33, IN));
            }
        }
    }

    @Test
    void trainingPacksForSmallMapsOnly() throws Exception {
        try (Scope scope = new Scope();
                Weights weights = Weights.of(layers(), Compute.CPU.with(Packing.BOTH_WAYS))) {
            Conv2d conv = weights.conv("c", IN, OUT, 3, 1, Padding.ZERO);
            Tensor small = map(1, 8, 8);
            assertThat(conv.weight().packsFor(small)).isTrue();
            Tensor before = gradient(conv::forward, small);
            assertThat(conv.weight().packsFor(map(1, 32, 32))).isFalse();
            gradient(conv::forward, map(1, 32, 32));
            assertThat(gradient(conv::forward, small).equal(before))
                    .as("whatever came before")
                    .isTrue();
        }
    }

    @Test
    void aPassThatWasNotGoneBackThroughDoesNotHarmTheNext() throws Exception {
        try (Scope scope = new Scope()) {
            NamedTensors source = layers();
            try (Weights plain = Weights.of(source, Compute.CPU);
                    Weights packed = Weights.of(source, Compute.CPU.with(Packing.BOTH_WAYS))) {
                Linear expected = plain.linear("l", IN, OUT);
                Linear actual = packed.linear("l", IN, OUT);
                Tensor x = torch.randn(8, IN);
                actual.forward(x.detach().requires_grad_(true));
                assertSame(actual::forward, expected::forward, x);
            }
        }
    }

    @Test
    void aLayerCanBeTwiceInOneGraph() throws Exception {
        try (Scope scope = new Scope()) {
            NamedTensors source = layers();
            try (Weights plain = Weights.of(source, Compute.CPU);
                    Weights packed = Weights.of(source, Compute.CPU.with(Packing.BOTH_WAYS))) {
                assertSame(twice(packed), twice(plain), map(1, 8, 12));
            }
        }
    }

    /** Over two sizes of map. */
    private static UnaryOperator<Tensor> twice(Weights weights) throws Exception {
        Conv2d conv = weights.conv("c", IN, OUT, 3, 1, Padding.ZERO);
        return x -> {
            Tensor half = conv.forward(x.narrow(2, 0, 4).contiguous(MemoryFormat.ChannelsLast));
            return conv.forward(x).narrow(2, 0, 4).mul(half);
        };
    }
}
