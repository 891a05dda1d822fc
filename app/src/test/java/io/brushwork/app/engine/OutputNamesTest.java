package io.brushwork.app.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputNamesTest {
    @TempDir
    private Path folder;

    @Test
    void outputNamesContinueTheCounterOfTheFolder() throws IOException {
        Path out = folder.resolve("out");
        assertThat(OutputNames.next(out, 1234)).isEqualTo(out.resolve("00000-1234.png"));
        Files.createDirectory(out);
        assertThat(OutputNames.next(out, 1)).isEqualTo(out.resolve("00000-1.png"));
        for (String name : new String[] {"00041-7.png", "00007-999999.png", "grid-0099.png", "99x.png", "00040.jpg"}) {
            Files.createFile(out.resolve(name));
        }
        assertThat(OutputNames.next(out, 4294967293L)).isEqualTo(out.resolve("00042-4294967293.png"));
        Files.createFile(out.resolve("99999-1.png"));
        assertThat(OutputNames.next(out, 1)).isEqualTo(out.resolve("100000-1.png"));
    }
}
