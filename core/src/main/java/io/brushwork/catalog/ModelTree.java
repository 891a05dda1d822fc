package io.brushwork.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A tree of models: {@code checkpoints/ hypernetworks/ vae/ embeddings/ lora/}, or the folders of A1111, given by its
 * root or by its {@code models} folder. Folders that are not there hold nothing.
 */
public final class ModelTree {
    private final Path root;

    private ModelTree(Path root) {
        this.root = root;
    }

    /**
     * The tree below a folder.
     *
     * @throws IllegalArgumentException where the root is no folder
     */
    public static ModelTree open(Path root) {
        if (!Files.isDirectory(root)) {
            throw new IllegalArgumentException("models folder: expected a folder, got " + root);
        }
        return new ModelTree(root.toAbsolutePath().normalize());
    }

    public Path root() {
        return root;
    }

    /** The models of a kind. VAEs are also the {@code .vae.pt} and {@code .vae.safetensors} files beside checkpoints. */
    public ModelFolder folder(ModelKind kind) throws IOException {
        Map<Path, ModelFolder.Place> places = new LinkedHashMap<>();
        addPlaces(kind, false, places);
        if (kind == ModelKind.VAE) {
            addPlaces(ModelKind.CHECKPOINT, true, places);
        }
        return new ModelFolder(kind, places.values());
    }

    private void addPlaces(ModelKind kind, boolean onlyVaes, Map<Path, ModelFolder.Place> places) throws IOException {
        for (Path base : List.of(root, root.resolve("models"))) {
            for (String name : kind.folders()) {
                addPlace(base.resolve(name), onlyVaes, places);
            }
        }
        // A1111 keeps its embeddings beside its models folder, not in it.
        if (kind == ModelKind.EMBEDDING && Files.isDirectory(root.resolve("Stable-diffusion"))) {
            addPlace(root.resolveSibling("embeddings"), onlyVaes, places);
        }
    }

    /** By real path: where case does not count, {@code vae} and {@code VAE} are one folder. */
    private static void addPlace(Path folder, boolean onlyVaes, Map<Path, ModelFolder.Place> places)
            throws IOException {
        if (Files.isDirectory(folder)) {
            places.putIfAbsent(folder.toRealPath(), new ModelFolder.Place(folder, onlyVaes));
        }
    }

    /**
     * The VAE that belongs to a checkpoint by its name: {@code anime.vae.pt} or {@code anime.pt} for {@code
     * anime.safetensors}, else the first whose name begins with the checkpoint's, as A1111's choice "Automatic" has it.
     */
    public Optional<Path> vaeOf(Path checkpoint) throws IOException {
        String stem = ModelKind.CHECKPOINT.stem(fileName(checkpoint)).toLowerCase(Locale.ROOT);
        List<Path> vaes = folder(ModelKind.VAE).list();
        Optional<Path> exact = vaes.stream()
                .filter(vae -> ModelKind.VAE
                        .stem(fileName(vae))
                        .toLowerCase(Locale.ROOT)
                        .equals(stem))
                .findFirst();
        return exact.isPresent()
                ? exact
                : vaes.stream()
                        .filter(vae -> fileName(vae).toLowerCase(Locale.ROOT).startsWith(stem))
                        .findFirst();
    }

    private static String fileName(Path path) {
        return path.toAbsolutePath().getFileName().toString();
    }
}
