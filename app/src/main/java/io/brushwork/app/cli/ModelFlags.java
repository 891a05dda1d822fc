package io.brushwork.app.cli;

import io.brushwork.app.engine.PictureText;


import io.brushwork.ModelOptions;
import io.brushwork.base.Labels;
import io.brushwork.files.Checkpoint;
import io.brushwork.files.ModelFormatException;
import io.brushwork.catalog.ModelFolder;
import io.brushwork.catalog.ModelKind;
import io.brushwork.catalog.ModelTree;
import io.brushwork.sampling.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which model draws. */
final class ModelFlags {
    private static final String NONE = "none";
    private static final String AUTO = "auto";
    private static final Predicate<String> DECODER =
            Pattern.compile("(first_stage_model\\.)?decoder\\.conv_in\\.weight").asMatchPredicate();

    @ArgGroup(validate = false, heading = "%nWhere models lie%n", order = 2)
    private final ModelsFlags models = new ModelsFlags();

    @ArgGroup(validate = false, heading = "%nModel%n", order = 1)
    private final Named named = new Named();

    @ArgGroup(validate = false, heading = "%nCompute%n", order = 3)
    private final ComputeFlags compute = new ComputeFlags();

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
        return ModelFiles.hypernetwork(given, models, notices);
    }

    @Nullable
    ModelFolder hypernetworks() throws IOException {
        return models.hypernetworks();
    }

    /**
     * What to load.
     *
     * @param recorded the picture that is to be made again, which names its models; or null
     * @param notices hears which file was chosen where none was named, or the name does not quite fit
     */
    ModelOptions options(@Nullable PictureText recorded, Consumer<String> notices) throws IOException {
        Path checkpoint = checkpoint(recorded, notices);
        return ModelOptions.of(checkpoint)
                .withVae(vae(checkpoint, recorded, notices))
                .withPrediction(prediction())
                .withHypernetworks(models.hypernetworks())
                .withHashCache(UserCache.hashes())
                .withCompute(compute.compute());
    }

    /** For commands that take the model from elsewhere than from these flags. */
    void useThreads() {
        compute.useThreads();
    }

    private Path checkpoint(@Nullable PictureText recorded, Consumer<String> notices) throws IOException {
        if (named.model != null) {
            return ModelFiles.resolve(ModelKind.CHECKPOINT, named.model, models, notices);
        }
        RecordedModel wanted = recorded(recorded, "--model", "Model");
        Optional<ModelFolder> checkpoints = models.folder(ModelKind.CHECKPOINT);
        if (wanted == null || checkpoints.isEmpty()) {
            return DefaultCheckpoint.of(models, notices);
        }
        return wanted.find(checkpoints.get(), notices);
    }

    private @Nullable Path vae(Path checkpoint, @Nullable PictureText recorded, Consumer<String> notices)
            throws IOException {
        Optional<ModelTree> tree = models.tree();
        if (named.vae == null && recorded != null) {
            RecordedModel wanted = recorded(recorded, "--vae", "VAE");
            return wanted == null ? null : checked(recordedVae(wanted, tree, notices));
        }
        String wanted = Given.or(named.vae, AUTO);
        if (wanted.equalsIgnoreCase(NONE)) {
            return null;
        }
        if (!wanted.equalsIgnoreCase(AUTO)) {
            return checked(ModelFiles.resolve(ModelKind.VAE, wanted, models, notices));
        }
        Optional<Path> automatic =
                tree.isEmpty() ? Optional.empty() : tree.get().vaeOf(checkpoint);
        if (automatic.isEmpty()) {
            return null;
        }
        notices.accept("taking the VAE " + automatic.get()
                + ", which has the checkpoint's name; --vae none takes the checkpoint's own");
        return checked(automatic.get());
    }

    private static Path recordedVae(RecordedModel wanted, Optional<ModelTree> tree, Consumer<String> notices)
            throws IOException {
        if (tree.isEmpty()) {
            throw wanted.missing("There is no tree of models to look in", null);
        }
        return wanted.find(tree.get().folder(ModelKind.VAE), notices);
    }

    /** Loading would tell as well, but only after the checkpoint was hashed. */
    private static Path checked(Path vae) throws IOException {
        if (Files.isDirectory(vae)) {
            throw new IllegalArgumentException("--vae: expected a file, got the folder " + vae);
        }
        if (Checkpoint.open(vae).tensors().keySet().stream().noneMatch(DECODER)) {
            throw new ModelFormatException(vae, "is no VAE: it has no decoder.conv_in.weight");
        }
        return vae;
    }

    /** @return null where the picture names no such model */
    private static @Nullable RecordedModel recorded(@Nullable PictureText picture, String flag, String key) {
        String name = picture == null ? null : picture.text().parameters().get(key);
        return picture == null || name == null || name.equalsIgnoreCase(NONE)
                ? null
                : new RecordedModel(
                        picture, flag, name, picture.text().value(key + " hash").orElse(""));
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
