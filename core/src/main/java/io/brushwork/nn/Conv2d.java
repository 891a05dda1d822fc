package io.brushwork.nn;

import io.brushwork.tensor.OneDnn;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A square convolution over [n, channels, h, w], fastest where the channels lie together in memory (channels last).
 *
 * @param weight [out, in, k, k]; plain weights are channels last
 * @param pad rows and columns added at each border
 */
public record Conv2d(ConvWeight weight, @Nullable Tensor bias, int stride, int pad, Padding padding, ScalarType dtype) {
    private static final long[] ONE = {1, 1};

    /** x: [n, in, h, w] -> [n, out, h / stride, w / stride]. */
    public Tensor forward(Tensor x) {
        return wraps() ? Scope.of(() -> convolve(wrapped(x), 0)) : convolve(x, pad);
    }

    /** {@link #forward} plus a tensor of its shape. */
    public Tensor forwardAdd(Tensor x, Tensor other) {
        return Scope.of(() -> {
            Tensor seen = wraps() ? wrapped(x) : x;
            int zeros = wraps() ? 0 : pad;
            // On a single place the strides of the other tensor are arbitrary, and oneDNN may refuse them.
            boolean fused = weight.packsFor(seen)
                    && !PackedAutograd.isRecorded(seen, other)
                    && other.size(2) * other.size(3) > 1;
            return fused
                    ? OneDnn.convPlus(seen, weight.packed(seen), bias, stride, zeros, other)
                    : convolve(seen, zeros).add(other);
        });
    }

    /** Without padding, for callers that pad as they need. */
    public Tensor forwardUnpadded(Tensor x) {
        return convolve(x, 0);
    }

    private boolean wraps() {
        return padding == Padding.CIRCULAR && pad > 0;
    }

    private Tensor wrapped(Tensor x) {
        return torch.pad(x, new long[] {pad, pad, pad, pad}, "circular", null);
    }

    private Tensor convolve(Tensor x, int zeros) {
        if (!weight.packsFor(x)) {
            return Scope.of(() -> torch.conv2d(
                    x,
                    Cast.to(weight.plain(), dtype),
                    Weights.optional(Cast.toNullable(bias, dtype)),
                    new long[] {stride, stride},
                    new long[] {zeros, zeros},
                    ONE,
                    1));
        }
        return PackedAutograd.isRecorded(x)
                ? weight.recorded(x, bias, zeros)
                : Scope.of(() -> OneDnn.conv(x, weight.packed(x), bias, stride, zeros));
    }
}
