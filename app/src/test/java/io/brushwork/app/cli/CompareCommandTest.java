package io.brushwork.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PngText;
import io.brushwork.infotext.Infotext;
import io.brushwork.testing.PocketCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
    private static final int SIDE = 64;

    @TempDir
    private Path folder;

    @Test
    void columnsAreLabelledAndThePicturesThatGenerateMakes() throws IOException {
        Path grid = folder.resolve("grid.png");
        CommandRun run = CommandRun.small(
                "compare", "a cat", "--with=relu_ln:1", "--with=linear:0.5:k=1,v=0.5", "--seed=4", "--out=" + grid);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().strip()).isEqualTo(grid.toString());
        Picture compared = Picture.read(grid);
        assertThat(text(grid).hypernetHashes()).containsOnlyKeys("relu_ln", "linear");
        String[] prompts = {"a cat", "a cat<hypernet:relu_ln:1>", "a cat<hypernet:linear:0.5:k=1,v=0.5>"};
        // Columns are as wide as the widest label.
        int pitch = (compared.width() - 4) / prompts.length;
        for (int column = 0; column < prompts.length; column++) {
            int left = 4 + column * pitch + (pitch - 4 - SIDE) / 2;
            assertThat(darkPixels(compared, left, compared.height() - SIDE - 4))
                    .as("label of column " + column)
                    .isGreaterThan(20);
            Path alone = folder.resolve("alone.png");
            CommandRun.small("generate", prompts[column], "--seed=4", "--out=" + alone);
            assertThat(tile(compared, left))
                    .as(prompts[column])
                    .isEqualTo(Picture.read(alone).rgb());
        }
    }

    @Test
    void theGridSaysHowItWasMadeAndHasAColumnForEachFlag() throws IOException {
        Path grid = folder.resolve("grid.png");
        CommandRun.small("compare", "a cat", "--with=linear:2", "--with=linear:2", "--batch-size=2", "--out=" + grid);
        Infotext text = text(grid);
        assertThat(text.prompt()).isEqualTo("a cat");
        assertThat(text.parameters())
                .containsEntry("Script", "Compare")
                .containsEntry("X Values", "none, linear:2, linear:2");
        assertThat(text.hypernetHashes()).containsOnlyKeys("linear");
        assertThat(Picture.read(grid).height()).isGreaterThan(2 * SIDE);
        assertThat(Picture.read(grid).width()).isGreaterThan(3 * SIDE);
    }

    @Test
    void aNameThatIsNotThereIsToldBeforeAnythingIsDrawn() {
        CommandRun run = CommandRun.small("compare", "a cat", "--with=relu_lm", "--out=" + folder);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("relu_lm").contains("nearest: relu_ln").doesNotContain("step");
    }

    @Test
    void withoutAModelTheEmbeddedOneDrawsInItsOwnSizeAndIsNamed() throws IOException {
        Path grid = folder.resolve("grid.png");
        try (LauncherHome home = LauncherHome.withModel(folder)) {
            CommandRun run = CommandRun.of(
                    "compare",
                    "a cat",
                    "--with=linear:1",
                    "--steps=1",
                    "--hypernet-dir=" + PocketCheckpoint.hypernetworks(),
                    "--out=" + grid);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.err()).containsOnlyOnce(home.notice());
        }
        assertThat(text(grid).parameters()).containsEntry("Size", "64x64").containsEntry("Model", "pocket");
        assertThat(Picture.read(grid).width()).isBetween(2 * SIDE, 3 * SIDE);
    }

    private static Infotext text(Path picture) throws IOException {
        return Infotext.parse(PngText.read(picture).get(PngText.PARAMETERS));
    }

    private static byte[] tile(Picture grid, int left) {
        int top = grid.height() - SIDE - 4;
        byte[] rgb = new byte[3 * SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            int from = 3 * ((top + y) * grid.width() + left);
            System.arraycopy(Arrays.copyOfRange(grid.rgb(), from, from + 3 * SIDE), 0, rgb, 3 * SIDE * y, 3 * SIDE);
        }
        return rgb;
    }

    private static int darkPixels(Picture grid, int left, int rows) {
        int dark = 0;
        for (int y = 0; y < rows; y++) {
            for (int x = left; x < left + SIDE; x++) {
                dark += (grid.rgb()[3 * (y * grid.width() + x)] & 0xFF) < 128 ? 1 : 0;
            }
        }
        return dark;
    }
}
