package io.brushwork.catalog;

import io.brushwork.base.OptionException;
import io.brushwork.files.Checkpoint;
import io.brushwork.files.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which checkpoint and which autoencoder draw.
 *
 * @param checkpoint file, or folder of Diffusers
 * @param vae file of a separate autoencoder; null for the checkpoint's own
 */
public record ModelSelection(Path checkpoint, @Nullable Path vae) {
    /** The autoencoder of the checkpoint itself. */
    public static final String NONE = "none";
    /** An autoencoder whose name begins with the checkpoint's, else the checkpoint's own. */
    public static final String AUTOMATIC = "auto";

    private static final Predicate<String> DECODER =
            Pattern.compile("(first_stage_model\\.)?decoder\\.conv_in\\.weight").asMatchPredicate();

    /** What was named by the user; null for what was not. */
    public record Wanted(@Nullable String model, @Nullable String vae) {}

    /**
     * The models that are meant.
     *
     * @param recorded the picture that is to be made again, which names its models; or null
     * @param notices hears which file was chosen where none was named, or the name does not quite fit
     * @throws OptionException where nothing is there that is meant, for the field {@code model} or {@code vae}
     */
    public static ModelSelection of(
            ModelCatalog catalog, Wanted wanted, @Nullable RecordedPicture recorded, Consumer<String> notices)
            throws IOException {
        Path checkpoint = checkpoint(catalog, wanted.model(), recorded, notices);
        Path vae = vae(catalog, wanted.vae(), checkpoint, recorded, notices);
        return new ModelSelection(checkpoint, vae);
    }

    /** The checkpoint that is named, or that is taken where none is. */
    public static Path checkpoint(ModelCatalog catalog, @Nullable String named, Consumer<String> notices)
            throws IOException {
        return checkpoint(catalog, named, null, notices);
    }

    private static Path checkpoint(
            ModelCatalog catalog, @Nullable String named, @Nullable RecordedPicture recorded, Consumer<String> notices)
            throws IOException {
        if (named != null) {
            return catalog.find(ModelKind.CHECKPOINT, named, notices);
        }
        Optional<RecordedModel> wanted = recorded == null ? Optional.empty() : recorded.checkpoint();
        Optional<ModelFolder> checkpoints = catalog.folder(ModelKind.CHECKPOINT);
        return wanted.isEmpty() || checkpoints.isEmpty()
                ? DefaultCheckpoint.of(catalog, notices)
                : wanted.get().find(checkpoints.get(), catalog.hashes(), notices);
    }

    private static @Nullable Path vae(
            ModelCatalog catalog,
            @Nullable String named,
            Path checkpoint,
            @Nullable RecordedPicture recorded,
            Consumer<String> notices)
            throws IOException {
        if (named == null && recorded != null) {
            Optional<RecordedModel> wanted = recorded.vae();
            return wanted.isEmpty() ? null : checked(recordedVae(catalog, wanted.get(), notices));
        }
        if (NONE.equalsIgnoreCase(named)) {
            return null;
        }
        if (named != null && !named.equalsIgnoreCase(AUTOMATIC)) {
            return checked(catalog.find(ModelKind.VAE, named, notices));
        }
        ModelTree tree = catalog.tree();
        Optional<Path> automatic = tree == null ? Optional.empty() : tree.vaeOf(checkpoint);
        if (automatic.isEmpty()) {
            return null;
        }
        notices.accept("taking the VAE " + automatic.get() + ", which has the checkpoint's name; the VAE " + NONE
                + " takes the checkpoint's own");
        return checked(automatic.get());
    }

    private static Path recordedVae(ModelCatalog catalog, RecordedModel wanted, Consumer<String> notices)
            throws IOException {
        Optional<ModelFolder> vaes = catalog.folder(ModelKind.VAE);
        if (vaes.isEmpty()) {
            throw wanted.missing("there is no tree of models to look in", null);
        }
        return wanted.find(vaes.get(), catalog.hashes(), notices);
    }

    /** Loading would tell as well, but only after the checkpoint was hashed. */
    private static Path checked(Path vae) throws IOException {
        if (Files.isDirectory(vae)) {
            throw new OptionException("vae", "a file", "the folder " + vae);
        }
        if (Checkpoint.open(vae).tensors().keySet().stream().noneMatch(DECODER)) {
            throw new ModelFormatException(vae, "is no VAE: it has no decoder.conv_in.weight");
        }
        return vae;
    }
}
