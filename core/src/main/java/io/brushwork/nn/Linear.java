package io.brushwork.nn;

import io.brushwork.tensor.OneDnn;
import io.brushwork.tensor.Scope;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * {@code x weight^T + bias} over the last dimension.
 *
 * @param weight [out, in]
 * @param bias [out]
 * @param dtype of the arithmetic; weights kept in another type are cast on use
 */
public record Linear(LinearWeight weight, @Nullable Tensor bias, ScalarType dtype) {
    /** x: [..., in] -> [..., out]. */
    public Tensor forward(Tensor x) {
        if (!weight.packsFor(x)) {
            return Scope.of(() ->
                    torch.linear(x, Cast.to(weight.plain(), dtype), Weights.optional(Cast.toNullable(bias, dtype))));
        }
        return PackedAutograd.isRecorded(x)
                ? weight.recorded(x, bias)
                : Scope.of(() -> OneDnn.linear(x, weight.packed(), bias));
    }

    /** Exact GELU of {@link #forward}. */
    public Tensor forwardGelu(Tensor x) {
        return fuses(x)
                ? Scope.of(() -> OneDnn.linearGelu(x, weight.packed(), bias))
                : Scope.of(() -> torch.gelu(forward(x)));
    }

    /** {@link #forward} plus a tensor of its shape. */
    public Tensor forwardAdd(Tensor x, Tensor other) {
        return fuses(x, other)
                ? Scope.of(() -> OneDnn.linear(x, weight.packed(), bias, OneDnn.Combine.ADD, other))
                : Scope.of(() -> forward(x).add(other));
    }

    /** {@link #forward} times a tensor of its shape, element by element. */
    public Tensor forwardTimes(Tensor x, Tensor factor) {
        return fuses(x, factor)
                ? Scope.of(() -> OneDnn.linear(x, weight.packed(), bias, OneDnn.Combine.MULTIPLY, factor))
                : Scope.of(() -> forward(x).mul(factor));
    }

    /** Whether one operation of oneDNN can do it all: no gradient flows through those. */
    private boolean fuses(Tensor x, Tensor... others) {
        return weight.packsFor(x) && !PackedAutograd.isRecorded(x) && !PackedAutograd.isRecorded(others);
    }

    /** This layer as a map of row vectors, in float32; the offset is 0 where there is no bias. */
    public Affine affine() {
        Tensor matrix = Cast.to(weight.dense(), ScalarType.Float);
        Tensor offset = Cast.toNullable(bias, ScalarType.Float);
        return new Affine(matrix, offset != null ? offset : matrix.new_zeros(new long[] {matrix.size(0)}));
    }

    /** A map of row vectors as a layer in the form and type of this one; its tensors are in the current scope. */
    public Linear like(Affine map) {
        return new Linear(weight.like(Cast.to(map.matrix(), dtype)), Cast.to(map.offset(), dtype), dtype);
    }

    /** The same layer over what a function makes of its tensors, which are the caller's. */
    public Linear map(UnaryOperator<Tensor> f) {
        return new Linear(weight.map(f), bias == null ? null : f.apply(bias), dtype);
    }
}
