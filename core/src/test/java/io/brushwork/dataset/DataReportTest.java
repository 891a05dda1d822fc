package io.brushwork.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PictureResize;
import io.brushwork.text.ClipTokenizer;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataReportTest {
    private static final ClipTokenizer TOKENIZER = new ClipTokenizer();
    private static final Preparation CROP = new Preparation(Fit.CROP, 64, 64);

    @TempDir
    Path folder;

    private DataReport report(Preparation preparation) throws IOException {
        return DataReport.of(PictureFolder.read(folder), preparation, TOKENIZER);
    }

    @Test
    void aGoodFolderGivesNoWarning() throws IOException {
        for (int i = 0; i < 12; i++) {
            Drawn.write(folder, i + ".png", Drawn.blocks(96, 96, i), "blocks, number " + i);
        }
        DataReport report = report(CROP);
        assertThat(report.warnings()).isEmpty();
        assertThat(report.pictures()).isEqualTo(12);
        assertThat(report.sizes()).containsExactly(entry("96x96", 12));
        assertThat(report.aspectRatios()).containsExactly(entry("1:1", 12));
        assertThat(report.tags()).hasSize(13).containsEntry("blocks", 12).containsEntry("number 3", 1);
        assertThat(report.training()).isEqualTo("64x64, crop");
    }

    @Test
    void everyFaultIsFound() throws IOException {
        Picture blocks = Drawn.blocks(200, 150, 1);
        Drawn.write(folder, "a.png", blocks, "a (red) fox");
        Drawn.write(folder, "equal.png", blocks, "a \\(red\\) fox");
        Drawn.write(
                folder,
                "near.png",
                PictureResize.resize(blocks, 320, 240, PictureResize.Filter.LANCZOS),
                "word, ".repeat(40));
        Drawn.write(
                folder,
                "blurred.png",
                PictureResize.resize(
                        PictureResize.resize(Drawn.blocks(128, 128, 5), 12, 12, PictureResize.Filter.BILINEAR),
                        128,
                        128,
                        PictureResize.Filter.BICUBIC),
                "(a:1.2.3)");
        Drawn.write(folder, "small.png", Drawn.blocks(50, 100, 6));
        Files.writeString(folder.resolve("broken.png"), "broken");

        DataReport report = report(CROP);
        assertThat(report.duplicates()).containsExactly(List.of("a.png", "equal.png"));
        assertThat(report.nearDuplicates()).containsExactly(List.of("a.png", "near.png"));
        assertThat(report.blurred()).extracting(DataReport.Blurred::name).containsExactly("blurred.png");
        assertThat(report.tooSmall()).containsExactly("small.png");
        assertThat(report.withoutCaption()).containsExactly("small.png");
        assertThat(report.longCaptions()).containsExactly(new DataReport.LongCaption("near.png", 80));
        assertThat(report.emphasised()).containsExactly("a.png", "blurred.png");
        assertThat(report.invalidCaptions()).containsOnlyKeys("blurred.png");
        assertThat(report.unreadable())
                .extracting(PictureFolder.Unreadable::name)
                .containsExactly("broken.png");
        assertThat(report.distorted()).isEmpty();
        assertThat(report.sizes())
                .containsExactly(entry("200x150", 2), entry("128x128", 1), entry("320x240", 1), entry("50x100", 1));
        assertThat(report.aspectRatios()).containsExactly(entry("4:3", 3), entry("1:1", 1), entry("1:2", 1));
        assertThat(report(new Preparation(Fit.STRETCH, 64, 64)).distorted())
                .containsExactly("a.png", "equal.png", "near.png", "small.png");
        assertThat(report(new Preparation(Fit.VARY, 64, 64)).notices())
                .anyMatch(notice -> notice.startsWith("a.png: 200x150 was cut to 200x144"));

        assertThat(report.warnings())
                .contains(
                        "1 picture could not be read and will be missing: broken.png.",
                        "There are 5 pictures; with fewer than 10 a network learns the pictures by heart.",
                        "2 pictures are the same file under several names: a.png, equal.png.",
                        "1 picture may be blurred: blurred.png.",
                        "1 picture has no caption; the name of the file is used, or nothing: small.png.");
    }

    @Test
    void textStaysShortAndJsonIsWhole() throws IOException {
        for (int i = 0; i < 60; i++) {
            Drawn.write(folder, i + " same.png", Drawn.pattern(20 + i, 30), "(a:1.2.3), tag " + i + "\nline");
            Drawn.write(folder, i + " copy.png", Drawn.pattern(20 + i, 30), "tag " + "word ".repeat(90));
            Files.writeString(folder.resolve(i + " broken.png"), "broken");
        }
        DataReport report = report(new Preparation(Fit.VARY, 64, 64));
        assertThat(report.text().lines().count()).isBetween(20L, 40L);
        assertThat(report.text()).contains("Pictures: 120, trained at own size, vary", "… and");

        JsonNode json = new ObjectMapper().readTree(report.json());
        assertThat(json.get("pictures").asInt()).isEqualTo(120);
        assertThat(json.get("duplicates")).hasSize(60);
        assertThat(json.get("unreadable").get(0).get("reason").asText()).contains("0 broken.png, byte 0: is not");
        assertThat(json.get("longCaptions").get(0).get("tokens").asInt()).isEqualTo(91);
        assertThat(json.get("warnings")).hasSize(report.warnings().size());
    }

    /** Pictures that differ in colour, in a mouth or in place are different; another file format is not. */
    @Test
    void facesAreToldApart() throws IOException {
        Picture face = Drawn.face(Color.YELLOW, Color.WHITE, true, 0);
        Drawn.write(folder, "a.png", face);
        Drawn.write(folder, "blue.png", Drawn.face(Color.CYAN, Color.WHITE, true, 0));
        Drawn.write(folder, "night.png", Drawn.face(Color.YELLOW, Color.BLACK, true, 0));
        Drawn.write(folder, "sad.png", Drawn.face(Color.YELLOW, Color.WHITE, false, 0));
        Drawn.write(folder, "smaller.png", PictureResize.resize(face, 90, 90, PictureResize.Filter.BICUBIC));
        assertThat(report(CROP).nearDuplicates()).containsExactly(List.of("a.png", "smaller.png"));
    }
}
