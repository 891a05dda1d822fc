package io.brushwork.app.cli;

import io.brushwork.catalog.ModelKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The small model that comes with Brushwork. Only its file name tells it from others. */
final class EmbeddedModel {
    private static final String NAME = "pocket";

    /** As notices call it. */
    static final String LABEL = "the embedded model " + NAME + " (64x64, emoji drawings)";

    private EmbeddedModel() {}

    static boolean isOne(Path file) {
        return String.valueOf(file.getFileName()).startsWith(NAME + ".");
    }

    /** That of the launcher's own tree; empty where it is not there, or Brushwork was started without the launcher. */
    static Optional<Path> ofLauncher() {
        return ModelsFlags.launcherPlace()
                .map(tree -> tree.resolve(ModelKind.CHECKPOINT.folders().get(0)).resolve(NAME + ".safetensors"))
                .filter(Files::isRegularFile);
    }
}
