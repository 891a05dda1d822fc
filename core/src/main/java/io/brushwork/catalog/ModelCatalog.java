package io.brushwork.catalog;

import io.brushwork.files.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The models that one user has: a tree of them, more places of hypernetworks, and the embedded model. Says which file a name
 * means. What is on the disk is read anew each time.
 *
 * @param tree of models; null where there is none
 * @param place of the tree, whether it is there or not
 * @param hypernetworks more folders, or single files, of hypernetworks
 * @param embedded file of the embedded model, which has its name in every tree; null where it is not there
 * @param hashFile where hashes are remembered
 */
public record ModelCatalog(
        @Nullable ModelTree tree,
        Path place,
        List<Path> hypernetworks,
        @Nullable Path embedded,
        Path hashFile) {
    public ModelCatalog {
        hypernetworks = List.copyOf(hypernetworks);
    }

    /** The models of a kind; empty where there is no place to look for them. */
    public Optional<ModelFolder> folder(ModelKind kind) throws IOException {
        ModelFolder folder = tree == null ? null : tree.folder(kind);
        if (kind == ModelKind.HYPERNETWORK) {
            for (Path more : hypernetworks) {
                folder = folder == null ? ModelFolder.of(kind, more) : folder.plus(more);
            }
        }
        if (kind == ModelKind.CHECKPOINT && folder != null && embedded != null) {
            return Optional.of(folder.list().stream().anyMatch(EmbeddedModel::isOne) ? folder : folder.plus(embedded));
        }
        return Optional.ofNullable(folder);
    }

    /**
     * A file, or the model of that name.
     *
     * @param notices hears which file stands for a name that does not quite fit
     * @throws ModelFormatException where there is neither
     * @throws IllegalArgumentException where no model fits, or more than one
     */
    public Path find(ModelKind kind, String given, Consumer<String> notices) throws IOException {
        Path file = Path.of(given);
        // A folder can be a checkpoint, and nothing else.
        if (kind == ModelKind.HYPERNETWORK ? Files.isRegularFile(file) : Files.exists(file)) {
            return file;
        }
        Optional<ModelFolder> folder = folder(kind);
        if (file.isAbsolute() || folder.isEmpty()) {
            throw new ModelFormatException(file, "does not exist");
        }
        ModelFolder.Found found = folder.get().find(given);
        found.notice().ifPresent(notices);
        return found.file();
    }

    /** The folder of the tree into which new models of a kind go, whether it is there or not. */
    public Path placeOf(ModelKind kind) throws IOException {
        List<Path> places = tree == null ? List.of() : tree.folder(kind).places();
        Path root = tree == null ? place : tree.root();
        return places.isEmpty() ? root.resolve(kind.folders().get(0)) : places.get(0);
    }

    /** The hashes that are known. */
    public HashCache hashes() {
        return new HashCache(hashFile);
    }
}
