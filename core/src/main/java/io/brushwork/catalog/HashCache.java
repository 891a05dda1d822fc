package io.brushwork.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brushwork.files.AtomicFile;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * SHA-256 hashes that outlast the program, in a small JSON file: a checkpoint of 2 GB takes seconds to hash. A hash
 * holds as long as the file keeps its path, size and time of change.
 *
 * <p>The file is only a help: one that is damaged counts as empty, and one that cannot be written makes the next start
 * slower and nothing else. Safe for threads; of two programs that write at once the later wins, and the other's hash is
 * made anew when it is next asked for.
 */
public final class HashCache {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<TreeMap<String, Entry>> ENTRIES = new TypeReference<>() {};

    private final Path file;

    /** @param file where the hashes are kept; made when the first is, with its folder */
    public HashCache(Path file) {
        this.file = file;
    }

    private record Entry(long size, long modified, String sha256) {
        boolean fits(long fileSize, long fileModified) {
            return size == fileSize && modified == fileModified && sha256 != null && sha256.matches("[0-9a-f]{64}");
        }
    }

    /** The hash of a file, from the cache or by reading the file. */
    public synchronized String sha256(Path model) throws IOException {
        String key = model.toRealPath().toString();
        long size = Files.size(model);
        long modified = Files.getLastModifiedTime(model).to(TimeUnit.NANOSECONDS);
        Map<String, Entry> entries = entries();
        Entry known = entries.get(key);
        if (known != null && known.fits(size, modified)) {
            return known.sha256();
        }
        String sha256 = FileHash.sha256(model);
        entries.put(key, new Entry(size, modified, sha256));
        keep(entries);
        return sha256;
    }

    /** The hash of a file where it is in the cache; the file itself is not read. */
    public synchronized Optional<String> known(Path model) throws IOException {
        Entry entry = entries().get(model.toRealPath().toString());
        long size = Files.size(model);
        long modified = Files.getLastModifiedTime(model).to(TimeUnit.NANOSECONDS);
        return entry != null && entry.fits(size, modified) ? Optional.of(entry.sha256()) : Optional.empty();
    }

    private Map<String, Entry> entries() {
        try {
            TreeMap<String, Entry> entries = JSON.readValue(Files.readAllBytes(file), ENTRIES);
            return entries == null ? new TreeMap<>() : entries;
        } catch (IOException missingOrDamaged) {
            return new TreeMap<>();
        }
    }

    private void keep(Map<String, Entry> entries) {
        try {
            byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(entries);
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFile.write(file, channel -> Channels.newOutputStream(channel).write(json));
        } catch (JsonProcessingException e) {
            throw new AssertionError("numbers and strings are JSON", e);
        } catch (IOException readOnly) {
            // The hash is right all the same.
            return;
        }
    }
}
