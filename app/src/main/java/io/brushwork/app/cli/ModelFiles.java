package io.brushwork.app.cli;

import io.brushwork.files.ModelFormatException;
import io.brushwork.catalog.ModelFolder;
import io.brushwork.catalog.ModelKind;
import io.brushwork.catalog.ModelTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which file a user means. */
final class ModelFiles {
    private ModelFiles() {}

    /**
     * A file, or the model of that name in the tree.
     *
     * @param notices hears which file stands for a name that does not quite fit
     */
    static Path resolve(ModelKind kind, String given, ModelsFlags models, Consumer<String> notices) throws IOException {
        Path file = Path.of(given);
        if (Files.exists(file)) {
            return file;
        }
        Optional<ModelFolder> folder = models.folder(kind);
        if (file.isAbsolute() || folder.isEmpty()) {
            throw new ModelFormatException(file, "does not exist");
        }
        return found(folder.get().find(given), notices);
    }

    /** A file, or the hypernetwork of that name in the tree and the folders added. */
    static Path hypernetwork(String given, ModelsFlags models, Consumer<String> notices) throws IOException {
        Path file = Path.of(given);
        if (Files.isRegularFile(file)) {
            return file;
        }
        ModelFolder folder = models.hypernetworks();
        if (file.isAbsolute() || folder == null) {
            throw new ModelFormatException(file, "does not exist");
        }
        return found(folder.find(given), notices);
    }

    private static Path found(ModelFolder.Found found, Consumer<String> notices) {
        found.notice().ifPresent(notices);
        return found.file();
    }

    /** The checkpoint named, or the one that is taken where none is. */
    static Path checkpoint(@Nullable String given, ModelsFlags models, Consumer<String> notices) throws IOException {
        return given == null
                ? DefaultCheckpoint.of(models, notices)
                : resolve(ModelKind.CHECKPOINT, given, models, notices);
    }

    /** The folder of the tree into which new models of a kind go, whether it is there or not. */
    static Path place(ModelTree tree, ModelKind kind) throws IOException {
        List<Path> places = tree.folder(kind).places();
        return places.isEmpty() ? tree.root().resolve(kind.folders().get(0)) : places.get(0);
    }
}
