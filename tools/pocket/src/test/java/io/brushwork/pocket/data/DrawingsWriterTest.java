package io.brushwork.pocket.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.files.picture.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The join and the rendering over packages of a few drawings made here. */
class DrawingsWriterTest {
    private static final String SQUARE = "<rect x='4' y='4' width='8' height='8' fill='#ff0000'/>";

    @TempDir
    private Path folder;

    private Path modules;
    private Path out;

    @BeforeEach
    void packages() throws IOException {
        modules = folder.resolve("node_modules");
        out = Files.createDirectory(folder.resolve("out"));
        // A shrug (2 is "components") and one that not every set draws are left out.
        text("emojibase-data/en/data.json", """
                [{"label": "red apple", "hexcode": "1F34E", "tags": ["apple", "fruit", "red", "snow white"], "group": 4},
                 {"label": "castle", "hexcode": "1F3F0", "tags": ["building"], "group": 5},
                 {"label": "snowman", "hexcode": "2603-FE0F", "tags": [], "group": 5},
                 {"label": "thing", "hexcode": "1F3FB", "group": 2},
                 {"label": "unknown", "hexcode": "1FFFF", "group": 4}]
                """);
        SubjectTable table = SubjectTable.read();
        for (DrawingSet set : DrawingSet.values()) {
            if (set == DrawingSet.FLUENT_3D) {
                Path assets = Files.createDirectories(
                        modules.resolve(set.npmPackage()).resolve("assets"));
                for (String code : List.of("1f34e", "1f3f0", "2603")) {
                    // Told apart by content, not by name.
                    byte[] rgb = new byte[3 * 40 * 40];
                    new Picture(40, 40, rgb)
                            .writePng(assets.resolve(table.of(set).get(code)), Map.of());
                }
            } else {
                String body = set == DrawingSet.HIGH_CONTRAST ? SQUARE.replace("#ff0000", "currentColor") : SQUARE;
                String icons = List.of("1f34e", "1f3f0", "2603").stream()
                        .map(code -> "\"" + table.of(set).get(code) + "\": {\"body\": \"" + body + "\"}")
                        .collect(Collectors.joining(","));
                text(set.npmPackage() + "/icons.json", "{\"width\": 16, \"height\": 16, \"icons\": {" + icons + "}}");
            }
        }
    }

    private void text(String name, String text) throws IOException {
        Path file = modules.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }

    @Test
    void everySetIsJoinedRenderedAndListed() throws IOException {
        assertThat(new DrawingsWriter(modules, 32).write(out, line -> {})).isEqualTo(18);
        DrawingList list = DrawingList.read(out);
        assertThat(list.drawings()).hasSize(18);
        Drawing apple = list.drawings().get(0);
        assertThat(apple.subject()).isEqualTo(new Subject("1f34e", "red apple", List.of("fruit", "snow white"), 4));
        assertThat(apple.set()).isEqualTo(DrawingSet.NOTO);
        assertThat(Files.readString(out.resolve("noto/1f34e.txt"))).isEqualTo("a red apple\n");
        assertThat(list.drawings().stream().filter(Drawing::trainsBase)).hasSize(9);
    }

    @Test
    void drawingsLieOnWhiteAtTheirPlace() throws IOException {
        new DrawingsWriter(modules, 32).write(out, line -> {});
        Picture picture = Picture.read(out.resolve("twemoji/1f3f0.png"));
        assertThat(picture.width()).isEqualTo(32);
        assertThat(pixel(picture, 1, 1)).containsExactly(255, 255, 255);
        assertThat(pixel(picture, 16, 16)).containsExactly(255, 0, 0);
        // The square is 8 of 16 wide, at 4: from 8 to 24 here.
        assertThat(pixel(picture, 5, 16)).containsExactly(255, 255, 255);
        assertThat(pixel(picture, 10, 16)).containsExactly(255, 0, 0);
        assertThat(pixel(picture, 26, 16)).containsExactly(255, 255, 255);
        assertThat(pixel(Picture.read(out.resolve("high-contrast/1f3f0.png")), 16, 16))
                .containsExactly(0, 0, 0);
        assertThat(pixel(Picture.read(out.resolve("fluent-3d/1f3f0.png")), 16, 16))
                .containsExactly(0, 0, 0);
    }

    @Test
    void missingDrawingIsNamed() throws IOException {
        text("@iconify-json/noto/icons.json", "{\"icons\": {}}");
        assertThatThrownBy(() -> new DrawingsWriter(modules, 32).write(out, line -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("noto, red-apple: ")
                .hasMessageContaining("no drawing named red-apple");
    }

    @Test
    void damagedListIsRefusedByItsLine() throws IOException {
        Files.writeString(out.resolve(DrawingList.FILE), "NOTO\t1f34e\tTAUGHT\t4\tred apple\t\nNOTO\t1f34e\n");
        assertThatThrownBy(() -> DrawingList.read(out)).hasMessageContaining("line 2: expected 6 columns, found 2");
    }

    private static int[] pixel(Picture picture, int x, int y) {
        int at = 3 * (y * picture.width() + x);
        return new int[] {picture.rgb()[at] & 255, picture.rgb()[at + 1] & 255, picture.rgb()[at + 2] & 255};
    }
}
