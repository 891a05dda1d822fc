package io.brushwork.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What was read of files, kept as long as each file stays as it was: the same place, size and time of modification. A
 * changed file is read anew, so what is given never is of another file's content. For one thread at a time.
 *
 * @param <T> what is read
 */
public final class FileCache<T> implements AutoCloseable {
    private final Reader<T> reader;
    private final Consumer<T> free;
    private final Map<Path, Known<T>> known = new HashMap<>();
    /** Replaced by a changed file; somebody may still use them. */
    private final List<T> replaced = new ArrayList<>();

    /** Reads a file. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Path file) throws IOException;
    }

    private record Known<T>(T value, long size, FileTime modified) {}

    /**
     * @param reader given the real path of a file
     * @param free what is done to a value that is not needed any more
     */
    public FileCache(Reader<T> reader, Consumer<T> free) {
        this.reader = reader;
        this.free = free;
    }

    /** What a file holds. It stays this cache's, and good until {@link #tidy} or {@link #close}. */
    public T get(Path file) throws IOException {
        Path real = file.toRealPath();
        long size = Files.size(real);
        FileTime modified = Files.getLastModifiedTime(real);
        Known<T> before = known.get(real);
        if (before != null && before.size == size && before.modified.equals(modified)) {
            return before.value;
        }
        T value = reader.read(real);
        if (before != null) {
            replaced.add(before.value);
        }
        known.put(real, new Known<>(value, size, modified));
        return value;
    }

    /** Frees what changed files have replaced; call it when nobody uses it, such as between jobs. */
    public void tidy() {
        replaced.forEach(free);
        replaced.clear();
    }

    /** Frees everything. */
    @Override
    public void close() {
        known.values().forEach(each -> free.accept(each.value));
        known.clear();
        tidy();
    }
}
