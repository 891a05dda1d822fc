package io.brushwork.pocket.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.brushwork.files.picture.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrengthPlotTest {
    @TempDir
    private Path folder;

    @Test
    void drawsALineForEachStyle() throws Exception {
        Path report = Files.write(
                folder.resolve("3d.tsv"),
                List.of(
                        "3d\tclassifier right about 99.8% of held-out drawings",
                        "3d at 0.0\tin style 3.0%", "3d at 0.0\tby latents\tfirst 1.0%", "3d at 1.5\tin style 80.5%"));
        StrengthPlot plot = new StrengthPlot();
        plot.add(report);
        assertThat(plot.lines()).containsOnlyKeys("3d");
        assertThat(plot.lines().get("3d"))
                .containsEntry(0.0, 3.0)
                .containsEntry(1.5, 80.5)
                .hasSize(2);
        Path file = folder.resolve("plot.png");
        plot.write(file);
        assertThat(Picture.read(file).width()).isEqualTo(720);
        assertThatIOException().isThrownBy(() -> plot.add(report)).withMessageContaining("3d.tsv: expected lines");
    }
}
