package io.brushwork.catalog;

import io.brushwork.files.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which model made a picture.
 *
 * @param name of the checkpoint's file, without its extension
 * @param hash first 10 hex digits of the SHA-256 of the file; empty for folders
 * @param oldHash A1111's 8 hex digits of before 2023, which old hypernetworks recorded; empty for folders
 * @param vaeName file of a separate autoencoder, or empty
 * @param vaeHash as {@code hash}, or empty
 * @param defaults what its file asks for
 */
public record ModelIdentity(
        String name, String hash, String oldHash, String vaeName, String vaeHash, ModelDefaults defaults) {
    /**
     * The identity of a checkpoint; hashes are computed or taken from the cache.
     *
     * @param file a checkpoint, or a folder of Diffusers
     * @param vae file of a separate autoencoder, or null
     * @param hashCache file of known hashes, or null to compute them
     * @throws io.brushwork.files.ModelFormatException where a file is missing or no model
     */
    public static ModelIdentity of(Path file, @Nullable Path vae, @Nullable Path hashCache) throws IOException {
        String vaeName = vae == null ? "" : String.valueOf(vae.getFileName());
        // Opened first: that says best what is wrong with a file.
        String vaeHash = vae == null ? "" : hash(Checkpoint.open(vae), hashCache);
        if (Files.isDirectory(file)) {
            return new ModelIdentity(stem(file), "", "", vaeName, vaeHash, ModelDefaults.NONE);
        }
        Checkpoint checkpoint = Checkpoint.open(file);
        return new ModelIdentity(
                stem(file),
                hash(checkpoint, hashCache),
                FileHash.oldHash(file),
                vaeName,
                vaeHash,
                ModelDefaults.of(checkpoint.metadata()));
    }

    /** The hashes that name this checkpoint in other files. */
    public List<String> shortHashes() {
        List<String> hashes = new ArrayList<>();
        if (!hash.isEmpty()) {
            hashes.add(hash);
        }
        if (!oldHash.isEmpty()) {
            hashes.add(oldHash);
        }
        return hashes;
    }

    private static String hash(Checkpoint checkpoint, @Nullable Path cache) throws IOException {
        Path file = checkpoint.file();
        if (Files.isDirectory(file)) {
            return "";
        }
        return FileHash.shortHash(cache == null ? FileHash.sha256(file) : new HashCache(cache).sha256(file));
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.toAbsolutePath().normalize().getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 && !Files.isDirectory(file) ? name.substring(0, dot) : name;
    }
}
