package io.brushwork.catalog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The small model that comes with Brushwork. Only its file name tells it from others. */
public final class EmbeddedModel {
    private static final String NAME = "pocket";

    /** As notices call it. */
    public static final String LABEL = "the embedded model " + NAME + " (64x64, emoji drawings)";

    private EmbeddedModel() {}

    /** Whether a checkpoint is the embedded model, by its name. */
    public static boolean isOne(Path file) {
        return String.valueOf(file.getFileName()).startsWith(NAME + ".");
    }

    /** Its file in the tree of models that comes with Brushwork; empty where it is not there. */
    public static Optional<Path> in(Path tree) {
        return Optional.of(tree.resolve(ModelKind.CHECKPOINT.folders().get(0)).resolve(NAME + ".safetensors"))
                .filter(Files::isRegularFile);
    }
}
