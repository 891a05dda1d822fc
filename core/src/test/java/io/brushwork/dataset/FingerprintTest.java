package io.brushwork.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    @TempDir
    Path folder;

    private Fingerprint now() throws IOException {
        return Fingerprint.of(PictureFolder.read(folder));
    }

    @Test
    void everyChangeIsNamed() throws IOException {
        Drawn.write(folder, "a.png", Drawn.pattern(3, 3), "one");
        Drawn.write(folder, "b.png", Drawn.pattern(3, 3), "two");
        Drawn.write(folder, "c.png", Drawn.pattern(3, 3), "three");
        Drawn.write(folder, "d.png", Drawn.pattern(3, 3), "four");
        Drawn.write(folder, "same.png", Drawn.pattern(3, 3), "same");
        Fingerprint earlier = now();
        assertThat(now().changesSince(earlier)).isEmpty();

        Files.delete(folder.resolve("a.png"));
        Files.writeString(folder.resolve("b.txt"), "two, changed");
        Drawn.write(folder, "c.png", Drawn.pattern(4, 3));
        Drawn.write(folder, "d.png", Drawn.pattern(4, 3), "changed");
        Drawn.write(folder, "new.png", Drawn.pattern(3, 3));
        assertThat(now().changesSince(earlier))
                .containsExactly(
                        "a.png was removed.",
                        "b.png: its caption changed.",
                        "c.png: the picture changed.",
                        "d.png: the picture and its caption changed.",
                        "new.png was added.");
    }

    @Test
    void comesBackFromJson() throws IOException {
        Drawn.write(folder, "a \"猫\".png", Drawn.pattern(3, 3), "one");
        Drawn.write(folder, "b.png", Drawn.pattern(3, 3));
        assertThat(Fingerprint.ofJson(now().json())).isEqualTo(now());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"files\":null}",
                "{\"files\":{\"a\":null}}",
                "{\"files\":{\"a\":{\"picture\":1}}}",
                "{\"files\":{\"a\":{\"picture\":\"00\",\"caption\":\"00\"}}}"
            })
    void otherJsonIsRefused(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fingerprint.ofJson(json))
                .withMessageStartingWith("fingerprint: expected");
    }
}
