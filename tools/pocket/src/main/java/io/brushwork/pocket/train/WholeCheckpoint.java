package io.brushwork.pocket.train;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.TensorSource;
import io.brushwork.pocket.net.ClipBlueprint;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** Text model and U-Net of a training and its autoencoder, under the names and shapes of an SD 1 checkpoint. */
record WholeCheckpoint(TensorSource trained, TensorSource vae, Vocabulary vocabulary) implements TensorSource {
    @Override
    public String label() {
        return "pocket";
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(trained.names());
        names.addAll(vae.names());
        return names;
    }

    @Override
    public List<Long> shape(String name) {
        if (name.equals(ClipBlueprint.TOKENS)) {
            return Vocabulary.expandedShape(trained.shape(name).get(1));
        }
        return (vae.names().contains(name) ? vae : trained).shape(name);
    }

    @Override
    public Tensor read(String name) throws ModelFormatException {
        if (name.equals(ClipBlueprint.TOKENS)) {
            return vocabulary.expand(trained.read(name));
        }
        return (vae.names().contains(name) ? vae : trained).read(name);
    }
}
