package io.brushwork.nn;

import io.brushwork.tensor.OneDnn;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * {@code x weight^T + bias} over the last dimension.
 *
 * @param weight [out, in]; plain, or packed by {@link OneDnn}
 * @param bias [out]
 * @param dtype of the arithmetic; weights kept in another type are cast on use
 */
public record Linear(Tensor weight, @Nullable Tensor bias, ScalarType dtype) {
    /** x: [..., in] -> [..., out]. */
    public Tensor forward(Tensor x) {
        return isPacked()
                ? OneDnn.linear(x, weight, bias)
                : torch.linear(x, Cast.to(weight, dtype), Weights.optional(Cast.toNullable(bias, dtype)));
    }

    /** Exact GELU of {@link #forward}. */
    public Tensor forwardGelu(Tensor x) {
        return isPacked() ? OneDnn.linearGelu(x, weight, bias) : torch.gelu(forward(x));
    }

    /** {@link #forward} plus a tensor of its shape. */
    public Tensor forwardPlus(Tensor x, Tensor other) {
        return isPacked()
                ? OneDnn.linear(x, weight, bias, OneDnn.Combine.ADD, other)
                : forward(x).add(other);
    }

    /** {@link #forward} times a tensor of its shape, element by element. */
    public Tensor forwardTimes(Tensor x, Tensor factor) {
        return isPacked()
                ? OneDnn.linear(x, weight, bias, OneDnn.Combine.MULTIPLY, factor)
                : forward(x).mul(factor);
    }

    /** This layer as a map of row vectors, in float32; the offset is 0 where there is no bias. */
    public Affine affine() {
        Tensor matrix = isPacked() ? weight.to_dense() : Cast.to(weight, ScalarType.Float);
        Tensor offset = Cast.toNullable(bias, ScalarType.Float);
        return new Affine(matrix, offset != null ? offset : matrix.new_zeros(new long[] {matrix.size(0)}));
    }

    /** A map of row vectors as a layer in the form and type of this one. */
    public Linear like(Affine map) {
        Tensor matrix = Cast.to(map.matrix(), dtype);
        return new Linear(isPacked() ? OneDnn.packLinear(matrix) : matrix, Cast.to(map.offset(), dtype), dtype);
    }

    private boolean isPacked() {
        return weight.is_mkldnn();
    }
}
