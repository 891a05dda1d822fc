package io.brushwork.app.cli;

import io.brushwork.ModelOptions;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.models.ModelFolder;
import io.brushwork.files.models.ModelKind;
import io.brushwork.files.models.ModelTree;
import io.brushwork.files.picture.Infotext;
import io.brushwork.sampling.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which model draws. */
final class ModelFlags {
    /** The checkpoint that is taken where there are several and none is named. */
    private static final String DEFAULT_CHECKPOINT = "pocket";

    private static final String NONE = "none";
    private static final String AUTO = "auto";

    @ArgGroup(validate = false, heading = "%nModels%n", order = 1)
    private final ModelsFlags models = new ModelsFlags();

    @ArgGroup(validate = false, heading = "%nModel in use%n", order = 2)
    private final Named named = new Named();

    @ArgGroup(validate = false, heading = "%nCompute%n", order = 3)
    private final ComputeFlags compute = new ComputeFlags();

    private static final class Named {
        @Option(
                names = "--model",
                paramLabel = "FILE",
                description = "Checkpoint: a file, a folder of Diffusers, or a name in the tree of models."
                        + " Default: the only one in the tree, or the one called pocket.")
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

    @Nullable
    ModelFolder hypernetworks() throws IOException {
        return models.hypernetworks();
    }

    /**
     * What to load.
     *
     * @param recorded the text of a picture that is to be made again, which names its models; or null
     * @param notices hears which file stands for a name that does not quite fit
     */
    ModelOptions options(@Nullable Infotext recorded, Consumer<String> notices) throws IOException {
        Path checkpoint = checkpoint(recorded, notices);
        return ModelOptions.of(checkpoint)
                .withVae(vae(checkpoint, recorded, notices))
                .withPrediction(prediction())
                .withHypernetworks(models.hypernetworks())
                .withHashCache(UserCache.hashes())
                .withCompute(compute.compute());
    }

    private Path checkpoint(@Nullable Infotext recorded, Consumer<String> notices) throws IOException {
        if (named.model != null) {
            return resolve(ModelKind.CHECKPOINT, named.model, notices);
        }
        Optional<ModelTree> tree = models.tree();
        if (tree.isEmpty()) {
            throw new IllegalArgumentException(
                    "--model: give a checkpoint, such as --model model.safetensors, or put one" + " into "
                            + ModelsFlags.defaultPlace().resolve("checkpoints"));
        }
        ModelFolder checkpoints = tree.get().folder(ModelKind.CHECKPOINT);
        Optional<String> recordedName = recorded == null ? Optional.empty() : recorded.value("Model");
        return recordedName.isPresent()
                ? recorded(checkpoints, "--model", recordedName.get(), notices)
                : only(checkpoints, tree.get());
    }

    private static Path only(ModelFolder checkpoints, ModelTree tree) throws IOException {
        List<Path> all = checkpoints.list();
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
                        + all.stream().map(ModelFlags::name).collect(Collectors.joining(", "))));
    }

    private @Nullable Path vae(Path checkpoint, @Nullable Infotext recorded, Consumer<String> notices)
            throws IOException {
        String wanted = Given.or(
                named.vae, recorded == null ? AUTO : recorded.value("VAE").orElse(NONE));
        Optional<ModelTree> tree = models.tree();
        if (wanted.equalsIgnoreCase(NONE)) {
            return null;
        }
        if (wanted.equalsIgnoreCase(AUTO)) {
            return tree.isEmpty() ? null : tree.get().vaeOf(checkpoint).orElse(null);
        }
        if (named.vae == null && tree.isPresent()) {
            return recorded(tree.get().folder(ModelKind.VAE), "--vae", wanted, notices);
        }
        return resolve(ModelKind.VAE, wanted, notices);
    }

    private static Path recorded(ModelFolder folder, String flag, String name, Consumer<String> notices)
            throws IOException {
        try {
            ModelFolder.Found found = folder.find(name);
            found.notice().ifPresent(notices);
            return found.file();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    flag + ": the picture names one that is not there; give another. " + e.getMessage(), e);
        }
    }

    /** A file, or the model of that name in the tree. */
    private Path resolve(ModelKind kind, String given, Consumer<String> notices) throws IOException {
        Path file = Path.of(given);
        if (Files.exists(file)) {
            return file;
        }
        Optional<ModelTree> tree = models.tree();
        if (file.isAbsolute() || tree.isEmpty()) {
            throw new ModelFormatException(file, "does not exist");
        }
        ModelFolder.Found found = tree.get().folder(kind).find(given);
        found.notice().ifPresent(notices);
        return found.file();
    }

    private @Nullable Prediction prediction() {
        return switch (Given.or(named.prediction, AUTO).toLowerCase(Locale.ROOT)) {
            case AUTO -> null;
            case "eps" -> Prediction.EPS;
            case "v" -> Prediction.V;
            default ->
                throw new IllegalArgumentException("--prediction: expected eps, v or auto, got " + named.prediction);
        };
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
