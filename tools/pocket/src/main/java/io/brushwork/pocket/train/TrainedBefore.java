package io.brushwork.pocket.train;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.TensorSource;
import io.brushwork.pocket.net.ClipBlueprint;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** The tensors of a whole checkpoint as training has them: of the table of tokens, the rows that are used. */
record TrainedBefore(TensorSource checkpoint, Vocabulary vocabulary) implements TensorSource {
    @Override
    public String label() {
        return checkpoint.label();
    }

    @Override
    public Set<String> names() {
        return checkpoint.names();
    }

    @Override
    public List<Long> shape(String name) {
        List<Long> shape = checkpoint.shape(name);
        return name.equals(ClipBlueprint.TOKENS) ? List.of((long) vocabulary.size(), shape.get(1)) : shape;
    }

    @Override
    public Tensor read(String name) throws ModelFormatException {
        Tensor tensor = checkpoint.read(name);
        return name.equals(ClipBlueprint.TOKENS) ? vocabulary.pick(tensor) : tensor;
    }
}
