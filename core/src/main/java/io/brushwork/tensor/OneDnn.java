package io.brushwork.tensor;

import java.util.Arrays;
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
        return linear(x, packed, bias, Constants.NO_ALGORITHM);
    }

    /** Exact GELU of {@link #linear(Tensor, Tensor, Tensor)}, in the same pass over memory. */
    public static Tensor linearGelu(Tensor x, Tensor packed, @Nullable Tensor bias) {
        return linear(x, packed, bias, Constants.GELU);
    }

    private static Tensor linear(Tensor x, Tensor packed, @Nullable Tensor bias, IValue activation) {
        return Scope.of(() -> Kernels.LINEAR.call(
                new IValue(x),
                new IValue(packed),
                optional(bias),
                activation,
                Constants.NO_SCALARS,
                Constants.NO_ALGORITHM));
    }

    /** {@link #linear(Tensor, Tensor, Tensor)} combined with a tensor of its shape, in the same pass over memory. */
    public static Tensor linear(Tensor x, Tensor packed, @Nullable Tensor bias, Combine how, Tensor other) {
        return Scope.of(() -> Kernels.LINEAR_BINARY.call(
                new IValue(x), new IValue(other), new IValue(packed), optional(bias), Constants.of(how)));
    }

    /** x: [n, in, h, w], channels last -> [n, out, h', w'], channels last. */
    public static Tensor conv(Tensor x, Tensor packed, @Nullable Tensor bias, long stride, long pad) {
        return Scope.of(() -> Kernels.CONV.call(
                new IValue(x),
                new IValue(packed),
                optional(bias),
                Constants.both(pad),
                Constants.both(stride),
                Constants.both(1),
                Constants.ONE,
                Constants.NO_ALGORITHM,
                Constants.NO_SCALARS,
                Constants.NO_NAME));
    }

    /** As {@link #conv}, plus a tensor of the result's shape, in the same pass over memory. */
    public static Tensor convPlus(Tensor x, Tensor packed, @Nullable Tensor bias, long stride, long pad, Tensor other) {
        return Scope.of(() -> Kernels.CONV_BINARY.call(
                new IValue(x),
                new IValue(other),
                new IValue(packed),
                optional(bias),
                Constants.both(pad),
                Constants.both(stride),
                Constants.both(1),
                Constants.ONE,
                Constants.ADD,
                Constants.NONE,
                Constants.NONE,
                Constants.NO_SCALARS,
                Constants.NONE));
    }

    private static IValue optional(@Nullable Tensor tensor) {
        return tensor == null ? Constants.NONE : new IValue(tensor);
    }

    /** What is done with the second tensor. */
    public enum Combine {
        ADD,
        MULTIPLY
    }

    /** Arguments that are the same in every call: made anew each time they would take as long as a small layer. */
    private static final class Constants {
        static final IValue NONE = Scope.retained(Kernel::none);
        static final IValue ONE = Scope.retained(() -> new IValue(1L));
        static final IValue NO_ALGORITHM = text("none");
        static final IValue GELU = text("gelu");
        static final IValue NO_NAME = text("");
        static final IValue NO_SCALARS = Scope.retained(Kernel::noScalars);
        static final IValue ADD = text("add");
        static final IValue MULTIPLY = text("mul");
        /** Strides and borders of all networks lie below. */
        private static final IValue[] BOTH = new IValue[8];

        static {
            Arrays.setAll(BOTH, i -> Scope.retained(() -> Kernel.longs(i, i)));
        }

        private static IValue text(String value) {
            return Scope.retained(() -> new IValue(value));
        }

        static IValue of(Combine how) {
            return switch (how) {
                case ADD -> ADD;
                case MULTIPLY -> MULTIPLY;
            };
        }

        /** The same number for height and width. */
        static IValue both(long value) {
            return value < BOTH.length ? BOTH[(int) value] : Kernel.longs(value, value);
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
