package io.brushwork.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {
    @TempDir
    private Path folder;

    private final List<String> read = new ArrayList<>();
    private final List<String> freed = new ArrayList<>();
    private final FileCache<String> cache = new FileCache<>(this::read, freed::add);

    private String read(Path file) throws IOException {
        String text = Files.readString(file);
        read.add(text);
        return text;
    }

    @Test
    void aFileIsReadOnceUnderAllItsNames() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "first");
        Path link = Files.createSymbolicLink(folder.resolve("b"), file);
        assertThat(cache.get(file)).isEqualTo("first");
        assertThat(cache.get(link)).isEqualTo("first");
        assertThat(read).containsExactly("first");
    }

    @Test
    void aFileOfAnotherSizeOrTimeIsReadAnew() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "first");
        FileTime time = Files.getLastModifiedTime(file);
        cache.get(file);
        Files.writeString(file, "longer");
        Files.setLastModifiedTime(file, time);
        assertThat(cache.get(file)).isEqualTo("longer");
        Files.writeString(file, "LONGER");
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 2000));
        assertThat(cache.get(file)).isEqualTo("LONGER");
        assertThat(freed).isEmpty();
        cache.tidy();
        assertThat(freed).containsExactly("first", "longer");
        cache.close();
        assertThat(freed).containsExactly("first", "longer", "LONGER");
    }
}
