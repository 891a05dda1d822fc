package io.brushwork.app.cli;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.models.DiffusersFolder;
import io.brushwork.files.models.ModelFolder;
import io.brushwork.files.models.ModelKind;
import io.brushwork.files.models.ModelTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which file a user means. */
final class ModelFiles {
    /** The checkpoint that is taken where there are several and none is named. */
    private static final String DEFAULT_CHECKPOINT = "pocket";

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
        Optional<ModelTree> tree = models.tree();
        if (file.isAbsolute() || tree.isEmpty()) {
            throw new ModelFormatException(file, "does not exist");
        }
        return found(tree.get().folder(kind).find(given), notices);
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
        return given == null ? only(models) : resolve(ModelKind.CHECKPOINT, given, models, notices);
    }

    /** The only checkpoint of the tree, or the default one. */
    static Path only(ModelsFlags models) throws IOException {
        ModelTree tree = models.tree()
                .orElseThrow(() -> new IllegalArgumentException(
                        "--model: give a checkpoint, such as --model model.safetensors, or put one" + " into "
                                + ModelsFlags.defaultPlace().resolve("checkpoints")));
        List<Path> all = tree.folder(ModelKind.CHECKPOINT).list();
        if (all.isEmpty()) {
            throw new IllegalArgumentException("--model: no checkpoint is in " + tree.root()
                    + "; give one, such as --model model.safetensors, or put one into "
                    + tree.root().resolve("checkpoints"));
        }
        if (all.size() == 1) {
            return all.get(0);
        }
        return all.stream()
                .filter(file -> name(file).startsWith(DEFAULT_CHECKPOINT + "."))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--model: there are several checkpoints, name one of "
                        + all.stream().map(ModelFiles::name).collect(Collectors.joining(", "))));
    }

    /** Names and places of a checkpoint's tensors. */
    static Checkpoint open(Path checkpoint) throws IOException {
        return Files.isDirectory(checkpoint) ? DiffusersFolder.open(checkpoint) : Checkpoint.open(checkpoint);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
