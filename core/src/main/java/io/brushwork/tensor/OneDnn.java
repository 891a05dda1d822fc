package io.brushwork.tensor;

import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions and linear layers of oneDNN over packed weights: weights that were brought once into the blocked order in
 * which its kernels read them, where the plain operations do that at every call. They are the kernels that
 * {@code torch.compile} uses. Float32 on the processor; no gradient flows through.
 *
 * <p>A packed tensor says so by {@link Tensor#is_mkldnn()}; {@link Tensor#to_dense()} gives the plain one back.
 */
public final class OneDnn {
    private static final String NO_ALGORITHM = "none";

    private OneDnn() {}

    /** Whether this libtorch was built with oneDNN; those for Apple's processors are not. */
    public static boolean isAvailable() {
        LibTorch.load();
        return torch.hasMKLDNN();
    }

    /** Packs a linear layer's weight [out, in]. */
    public static Tensor packLinear(Tensor weight) {
        return Scope.of(() -> Kernels.PACK_LINEAR.call(new IValue(weight.contiguous()), Kernel.none()));
    }

    /** Packs a square convolution's weight [out, in, k, k] for maps of that size: the best order may depend on it. */
    public static Tensor packConv(Tensor weight, long stride, long pad, long height, long width) {
        return Scope.of(() -> torch.mkldnn_reorder_conv2d_weight(
                weight.contiguous().to_mkldnn(),
                new long[] {pad, pad},
                new long[] {stride, stride},
                new long[] {1, 1},
                1,
                1,
                weight.size(1),
                height,
                width));
    }

    /** x: [..., in] -> [..., out]. */
    public static Tensor linear(Tensor x, Tensor packed, @Nullable Tensor bias) {
        return linear(x, packed, bias, NO_ALGORITHM);
    }

    /** Exact GELU of {@link #linear(Tensor, Tensor, Tensor)}, in the same pass over memory. */
    public static Tensor linearGelu(Tensor x, Tensor packed, @Nullable Tensor bias) {
        return linear(x, packed, bias, "gelu");
    }

    private static Tensor linear(Tensor x, Tensor packed, @Nullable Tensor bias, String activation) {
        return Scope.of(() -> Kernels.LINEAR.call(
                new IValue(x),
                new IValue(packed),
                Kernel.tensor(bias),
                new IValue(activation),
                Kernel.noScalars(),
                new IValue(NO_ALGORITHM)));
    }

    /** {@link #linear(Tensor, Tensor, Tensor)} combined with a tensor of its shape, in the same pass over memory. */
    public static Tensor linear(Tensor x, Tensor packed, @Nullable Tensor bias, Combine how, Tensor other) {
        return Scope.of(() -> Kernels.LINEAR_BINARY.call(
                new IValue(x), new IValue(other), new IValue(packed), Kernel.tensor(bias), new IValue(how.attribute)));
    }

    /** x: [n, in, h, w], channels last -> [n, out, h', w'], channels last. */
    public static Tensor conv(Tensor x, Tensor packed, @Nullable Tensor bias, long stride, long pad) {
        return Scope.of(() -> Kernels.CONV.call(
                new IValue(x),
                new IValue(packed),
                Kernel.tensor(bias),
                Kernel.longs(pad, pad),
                Kernel.longs(stride, stride),
                Kernel.longs(1, 1),
                new IValue(1L),
                new IValue(NO_ALGORITHM),
                Kernel.noScalars(),
                new IValue("")));
    }

    /** As {@link #conv}, plus a tensor of the result's shape, in the same pass over memory. */
    public static Tensor convPlus(Tensor x, Tensor packed, @Nullable Tensor bias, long stride, long pad, Tensor other) {
        return Scope.of(() -> Kernels.CONV_BINARY.call(
                new IValue(x),
                new IValue(other),
                new IValue(packed),
                Kernel.tensor(bias),
                Kernel.longs(pad, pad),
                Kernel.longs(stride, stride),
                Kernel.longs(1, 1),
                new IValue(1L),
                new IValue(Combine.ADD.attribute),
                Kernel.none(),
                Kernel.none(),
                Kernel.noScalars(),
                Kernel.none()));
    }

    /** What is done with the second tensor. */
    public enum Combine {
        ADD("add"),
        MULTIPLY("mul");

        private final String attribute;

        Combine(String attribute) {
            this.attribute = attribute;
        }
    }

    /** Looked up when first used: a libtorch without oneDNN does not have them. */
    private static final class Kernels {
        static final Kernel PACK_LINEAR = Kernel.of("mkldnn::_reorder_linear_weight", "");
        static final Kernel LINEAR = Kernel.of("mkldnn::_linear_pointwise", "");
        static final Kernel LINEAR_BINARY = Kernel.of("mkldnn::_linear_pointwise", "binary");
        static final Kernel CONV = Kernel.of("mkldnn::_convolution_pointwise", "");
        static final Kernel CONV_BINARY = Kernel.of("mkldnn::_convolution_pointwise", "binary");
    }
}
