package io.brushwork.nn;

import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A square convolution over [n, channels, h, w], fastest where the channels lie together in memory (channels last).
 *
 * @param weight [out, in, k, k], channels last
 * @param pad rows and columns added at each border
 */
public record Conv2d(Tensor weight, @Nullable Tensor bias, int stride, int pad, Padding padding, ScalarType dtype) {
    private static final long[] ONE = {1, 1};

    public Tensor forward(Tensor x) {
        return padding == Padding.CIRCULAR && pad > 0
                ? Scope.of(() -> convolve(torch.pad(x, new long[] {pad, pad, pad, pad}, "circular", null), 0))
                : convolve(x, pad);
    }

    /** Without padding, for callers that pad as they need. */
    public Tensor forwardUnpadded(Tensor x) {
        return convolve(x, 0);
    }

    private Tensor convolve(Tensor x, int zeros) {
        return torch.conv2d(
                x,
                Cast.to(weight, dtype),
                Weights.optional(Cast.toNullable(bias, dtype)),
                new long[] {stride, stride},
                new long[] {zeros, zeros},
                ONE,
                1);
    }
}
