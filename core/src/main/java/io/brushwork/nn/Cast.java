package io.brushwork.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Weights kept in a smaller type than they are used in. */
final class Cast {
    private Cast() {}

    /** The tensor itself where it already has the type. */
    static Tensor to(Tensor tensor, ScalarType dtype) {
        return tensor.scalar_type() == dtype ? tensor : tensor.to(dtype);
    }

    static @Nullable Tensor toNullable(@Nullable Tensor tensor, ScalarType dtype) {
        return tensor == null ? null : to(tensor, dtype);
    }
}
