package io.brushwork.app.cli;

import io.brushwork.app.engine.Environment;
import io.brushwork.catalog.ModelCatalog;
import io.brushwork.catalog.ModelKind;
import io.brushwork.catalog.ModelSelection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where models lie. */
final class ModelsFlags {
    private final Environment environment;

    ModelsFlags(Environment environment) {
        this.environment = environment;
    }

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

    /** The models that there are. */
    ModelCatalog catalog() {
        return environment.catalog(modelsDir, hypernetDirs);
    }

    /** What a model is named by, and the one that is taken where nothing is said. */
    Path checkpoint(@Nullable String given, Consumer<String> notices) throws IOException {
        return ModelSelection.checkpoint(catalog(), given, notices);
    }

    /** A file, or the hypernetwork of that name in the tree and the folders added. */
    Path hypernetwork(String given, Consumer<String> notices) throws IOException {
        return catalog().find(ModelKind.HYPERNETWORK, given, notices);
    }
}
