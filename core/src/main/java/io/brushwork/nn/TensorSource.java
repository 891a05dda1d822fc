package io.brushwork.nn;

import io.brushwork.files.ModelFormatException;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** Named tensors, wherever they come from. */
public interface TensorSource {
    /** What messages call this source: usually the file. */
    String label();

    Set<String> names();

    /** Sizes of a tensor that {@link #names} lists, outermost first. */
    List<Long> shape(String name);

    /**
     * The tensor, in the type it is stored in, made in the current scope. It may be a view of a mapped file: not to be
     * written to.
     */
    Tensor read(String name) throws ModelFormatException;
}
