package io.brushwork.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.brushwork.catalog.EmbeddedModel;
import io.brushwork.catalog.ModelFolder;
import io.brushwork.catalog.ModelKind;
import io.brushwork.files.picture.Picture;
import io.brushwork.testing.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model that comes with Brushwork, used as somebody uses it who has no other. */
class EmbeddedModelTest {
    private static final int SIDE = 64;
    private static final int MARGIN = 4;
    /** Of samples from 0 to 255; a blank picture has 0, a drawing on white far more than this. */
    private static final double NOT_BLANK = 15;

    @TempDir
    private Path folder;

    private LauncherHome home;

    @BeforeEach
    void repository() throws IOException {
        Path root = Repository.root();
        home = LauncherHome.at(root);
        List<Path> checkpoints = ModelFolder.of(ModelKind.CHECKPOINT, root.resolve("models/checkpoints"))
                .list();
        assumeThat(checkpoints)
                .as("checkpoints of one's own, which would be taken instead")
                .allMatch(EmbeddedModel::isOne);
    }

    @AfterEach
    void leaveHome() {
        home.close();
    }

    @Test
    void drawsWithoutBeingNamed() throws IOException {
        Path apple = folder.resolve("apple.png");
        CommandRun run = CommandRun.of("generate", "a red apple", "--seed", "1", "--out", apple.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("notice: taking the embedded model pocket (64x64, emoji drawings)");
        Picture picture = Picture.read(apple);
        assertThat(picture.width()).isEqualTo(SIDE);
        assertThat(picture.height()).isEqualTo(SIDE);
        assertThat(deviation(samples(picture, 0, 0))).isGreaterThan(NOT_BLANK);
    }

    @Test
    void isComparedWithItsHypernetwork() throws IOException {
        Path grid = folder.resolve("grid.png");
        CommandRun run = CommandRun.of(
                "compare", "a red apple", "--with", "high-contrast:1", "--seed", "1", "--out", grid.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("hypernetwork high-contrast (").doesNotContain("touched no layer");
        Picture compared = Picture.read(grid);
        int top = compared.height() - SIDE - MARGIN;
        // Columns are wider than pictures this small, for the sake of their labels.
        int column = (compared.width() - MARGIN) / 2;
        int left = MARGIN + (column - MARGIN - SIDE) / 2;
        int[] plain = samples(compared, left, top);
        int[] with = samples(compared, left + column, top);
        assertThat(deviation(plain)).isGreaterThan(NOT_BLANK);
        assertThat(deviation(with)).isGreaterThan(NOT_BLANK);
        assertThat(with).isNotEqualTo(plain);
    }

    /** Of the square of 64x64 at that place. */
    private static int[] samples(Picture picture, int left, int top) {
        byte[] rgb = picture.rgb();
        return IntStream.range(0, 3 * SIDE * SIDE)
                .map(i -> rgb[3 * ((top + i / (3 * SIDE)) * picture.width() + left) + i % (3 * SIDE)] & 0xFF)
                .toArray();
    }

    private static double deviation(int[] samples) {
        double mean = IntStream.of(samples).average().orElseThrow();
        return Math.sqrt(IntStream.of(samples)
                .mapToDouble(sample -> (sample - mean) * (sample - mean))
                .average()
                .orElseThrow());
    }
}
