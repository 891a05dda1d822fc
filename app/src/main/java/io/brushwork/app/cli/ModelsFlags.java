package io.brushwork.app.cli;

import io.brushwork.catalog.ModelFolder;
import io.brushwork.catalog.ModelKind;
import io.brushwork.catalog.ModelTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where models lie. */
final class ModelsFlags {
    private static final String FOLDER = "models";

    @Option(
            names = "--models-dir",
            paramLabel = "DIR",
            description = "Tree of models: checkpoints/ hypernetworks/ vae/ embeddings/ lora/, or a folder of A1111."
                    + " Default: models/ beside the launcher, else in the working directory.")
    private @Nullable Path modelsDir;

    @Option(
            names = "--hypernet-dir",
            paramLabel = "DIR",
            description = "One more folder of hypernetworks, or a single file; may be repeated.")
    private final List<Path> hypernetDirs = new ArrayList<>();

    /** The tree; empty where none was named and none is in its default place. */
    Optional<ModelTree> tree() {
        if (modelsDir != null) {
            return Optional.of(ModelTree.open(modelsDir));
        }
        return defaultPlaces().filter(Files::isDirectory).findFirst().map(ModelTree::open);
    }

    /** The models of a kind in the tree; empty where there is no tree. The embedded model has its name in every tree. */
    Optional<ModelFolder> folder(ModelKind kind) throws IOException {
        Optional<ModelTree> tree = tree();
        if (tree.isEmpty()) {
            return Optional.empty();
        }
        ModelFolder folder = tree.get().folder(kind);
        Optional<Path> embedded = kind == ModelKind.CHECKPOINT ? EmbeddedModel.ofLauncher() : Optional.empty();
        return Optional.of(
                embedded.isEmpty() || folder.list().stream().anyMatch(EmbeddedModel::isOne)
                        ? folder
                        : folder.plus(embedded.get()));
    }

    /** The launcher's folder comes first, so that names mean the same wherever it is called from. */
    private static Stream<Path> defaultPlaces() {
        return Stream.concat(
                launcherPlace().stream(), Stream.of(Path.of("").toAbsolutePath().resolve(FOLDER)));
    }

    /** The tree beside the launcher, whether it is there or not; empty without a launcher. */
    static Optional<Path> launcherPlace() {
        return Optional.ofNullable(System.getProperty("brushwork.home"))
                .map(home -> Path.of(home).toAbsolutePath().resolve(FOLDER));
    }

    /** The folder in which models are looked for by default, whether it is there or not. */
    static Path defaultPlace() {
        return defaultPlaces().findFirst().orElseThrow();
    }

    /** The hypernetworks of the tree and of the folders added; null where there is neither. */
    @Nullable
    ModelFolder hypernetworks() throws IOException {
        Optional<ModelTree> tree = tree();
        ModelFolder folder = tree.isEmpty() ? null : tree.get().folder(ModelKind.HYPERNETWORK);
        for (Path dir : hypernetDirs) {
            folder = folder == null ? ModelFolder.of(ModelKind.HYPERNETWORK, dir) : folder.plus(dir);
        }
        return folder;
    }
}
