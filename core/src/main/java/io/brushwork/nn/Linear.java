package io.brushwork.nn;

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
public record Linear(Tensor weight, @Nullable Tensor bias, ScalarType dtype) {
    /** x: [..., in] -> [..., out]. */
    public Tensor forward(Tensor x) {
        return torch.linear(x, Cast.to(weight, dtype), Weights.optional(Cast.toNullable(bias, dtype)));
    }

    /** This layer as a map of row vectors; the offset is 0 where there is no bias. */
    public Affine affine() {
        Tensor matrix = Cast.to(weight, dtype);
        Tensor offset = Cast.toNullable(bias, dtype);
        return new Affine(matrix, offset != null ? offset : matrix.new_zeros(new long[] {matrix.size(0)}));
    }
}
