package io.brushwork.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void somethingIsThereAlready() throws IOException {
        file = Files.writeString(folder.resolve("net.pt"), "before");
    }

    @Test
    void theNewContentTakesTheName() throws IOException {
        AtomicFile.write(file, channel -> {
            channel.write(ByteBuffer.wrap(new byte[] {'n', 'e'}));
            assertThat(file).hasContent("before");
            channel.write(ByteBuffer.wrap(new byte[] {'w'}));
        });
        assertThat(file).hasContent("new");
        assertThat(folder.toFile().list()).containsExactly("net.pt");
    }

    @Test
    void aFullDiskLeavesWhatWasThere() {
        assertThatIOException()
                .isThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.wrap(new byte[] {'x'}));
                    throw new IOException("No space left on device");
                }))
                .withMessage(file + ": cannot be written: No space left on device");
        untouched();
    }

    @Test
    void ourOwnFaultsLeaveWhatWasThereToo() {
        assertThatIllegalStateException()
                .isThrownBy(() -> AtomicFile.write(file, channel -> {
                    throw new IllegalStateException("fault");
                }));
        untouched();
    }

    private void untouched() {
        assertThat(file).hasContent("before");
        assertThat(folder.toFile().list()).containsExactly("net.pt");
    }

    @Test
    void placesThatCannotBeWrittenAreNamed() {
        Path nowhere = folder.resolve("missing/net.pt");
        assertThatIOException()
                .isThrownBy(() -> AtomicFile.write(nowhere, channel -> {}))
                .withMessage(nowhere + ": cannot be written: its folder does not exist");
        assertThatIOException()
                .isThrownBy(() -> AtomicFile.write(folder, channel -> {}))
                .withMessage(folder + ": cannot be written: it is a folder");
    }

    @Test
    void symbolicLinksStay() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.pt"), file);
        AtomicFile.write(link, channel -> channel.write(ByteBuffer.wrap(new byte[] {'n'})));
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("n");
    }
}
