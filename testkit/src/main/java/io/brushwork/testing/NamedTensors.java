package io.brushwork.testing;

import io.brushwork.nn.TensorSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** Tensors that a test has made. */
public record NamedTensors(Map<String, Tensor> tensors) implements TensorSource {
    @Override
    public String label() {
        return "named";
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public List<Long> shape(String name) {
        return Arrays.stream(read(name).shape()).boxed().toList();
    }

    @Override
    public Tensor read(String name) {
        return Objects.requireNonNull(tensors.get(name));
    }
}
