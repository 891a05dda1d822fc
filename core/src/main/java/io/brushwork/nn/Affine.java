package io.brushwork.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The map {@code x -> x matrix^T + offset} of row vectors, as a linear layer computes it.
 *
 * @param matrix [out, in]
 * @param offset [out]
 */
public record Affine(Tensor matrix, Tensor offset) {
    /** First this map, then the other: one map. */
    public Affine then(Affine next) {
        Tensor joined = torch.matmul(next.matrix, matrix);
        Tensor moved = torch.linear(offset, next.matrix, new TensorOptional(next.offset));
        return new Affine(joined, moved);
    }
}
