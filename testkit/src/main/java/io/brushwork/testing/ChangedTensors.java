package io.brushwork.testing;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.TensorSource;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** Tensors of which one is changed. */
public record ChangedTensors(TensorSource source, String changed, UnaryOperator<Tensor> change)
        implements TensorSource {
    @Override
    public String label() {
        return source.label();
    }

    @Override
    public Set<String> names() {
        return source.names();
    }

    @Override
    public List<Long> shape(String name) {
        return source.shape(name);
    }

    @Override
    public Tensor read(String name) throws ModelFormatException {
        Tensor tensor = source.read(name);
        return name.equals(changed) ? change.apply(tensor) : tensor;
    }
}
