package io.brushwork.pocket.train;

import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/** The numbers of a tensor, row by row. */
final class Numbers {
    private Numbers() {}

    static float[] of(Tensor tensor) {
        try (Scope scope = new Scope()) {
            Tensor plain = tensor.detach().contiguous();
            float[] values = new float[(int) plain.numel()];
            plain.data_ptr_float().get(values);
            return values;
        }
    }
}
