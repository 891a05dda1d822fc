package io.brushwork.app.cli;

import io.brushwork.ModelOptions;
import io.brushwork.app.engine.Environment;
import io.brushwork.base.Labels;
import io.brushwork.catalog.ModelCatalog;
import io.brushwork.catalog.ModelKind;
import io.brushwork.catalog.ModelSelection;
import io.brushwork.catalog.RecordedPicture;
import io.brushwork.sampling.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which model draws. */
final class ModelFlags {
    private static final String AUTO = "auto";

    @ArgGroup(validate = false, heading = "%nWhere models lie%n", order = 2)
    private final ModelsFlags models;

    @ArgGroup(validate = false, heading = "%nModel%n", order = 1)
    private final Named named = new Named();

    @ArgGroup(validate = false, heading = "%nCompute%n", order = 3)
    private final ComputeFlags compute = new ComputeFlags();

    ModelFlags(Environment environment) {
        models = new ModelsFlags(environment);
    }

    private static final class Named {
        @Option(
                names = "--model",
                paramLabel = "FILE",
                description = "Checkpoint: a file, a folder of Diffusers, or a name in the tree of models."
                        + " Default: the only one in the tree besides pocket, the embedded model; else pocket.")
        private @Nullable String model;

        @Option(
                names = "--vae",
                paramLabel = "FILE",
                description = "Autoencoder: a file, a name in the tree, none for the checkpoint's own, or auto for one"
                        + " whose name begins with the checkpoint's. Default: auto.")
        private @Nullable String vae;

        @Option(
                names = "--prediction",
                paramLabel = "eps|v|auto",
                description = "What the U-Net predicts. Default: auto.")
        private @Nullable String prediction;
    }

    /** Whether a checkpoint was named. */
    boolean isGiven() {
        if (named.model == null && (named.vae != null || named.prediction != null)) {
            throw new IllegalArgumentException("--model: expected a checkpoint beside --vae and --prediction here");
        }
        return named.model != null;
    }

    /** A file, or the hypernetwork of that name in the tree and the folders added. */
    Path hypernetwork(String given, Consumer<String> notices) throws IOException {
        return models.hypernetwork(given, notices);
    }

    /** The models that there are. */
    ModelCatalog catalog() {
        return models.catalog();
    }

    /**
     * What to load.
     *
     * @param recorded the picture that is to be made again, which names its models; or null
     * @param notices hears which file was chosen where none was named, or the name does not quite fit
     */
    ModelOptions options(@Nullable RecordedPicture recorded, Consumer<String> notices) throws IOException {
        ModelCatalog catalog = catalog();
        ModelSelection selection =
                ModelSelection.of(catalog, new ModelSelection.Wanted(named.model, named.vae), recorded, notices);
        return ModelOptions.of(selection.checkpoint())
                .withVae(selection.vae())
                .withPrediction(prediction())
                .withHypernetworks(catalog.folder(ModelKind.HYPERNETWORK).orElse(null))
                .withHashCache(catalog.hashFile())
                .withCompute(compute.compute());
    }

    /** For commands that take the model from elsewhere than from these flags. */
    void useThreads() {
        compute.useThreads();
    }

    private @Nullable Prediction prediction() {
        String label = Given.or(named.prediction, AUTO);
        return label.equalsIgnoreCase(AUTO)
                ? null
                : Labels.find(List.of(Prediction.values()), Prediction::label, label)
                        .orElseThrow(() ->
                                new IllegalArgumentException("--prediction: expected eps, v or auto, got " + label));
    }
}
