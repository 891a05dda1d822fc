package io.brushwork.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.brushwork.catalog.FileHash;
import io.brushwork.dataset.TrainingPicture.CaptionSource;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.picture.Picture;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {
    private static final Picture PICTURE = Drawn.pattern(9, 7);

    @TempDir
    Path folder;

    @Test
    void picturesComeInTheOrderOfTheirNamesAndNothingElseDoes() throws IOException {
        Drawn.write(folder, "b.png", PICTURE);
        Drawn.write(folder, "a10.png", PICTURE);
        Drawn.write(folder, "a9.PNG", PICTURE);
        Drawn.write(folder, "no-extension", PICTURE);
        Files.writeString(folder.resolve("notes.md"), "not a picture");
        Files.writeString(folder.resolve("._b.png"), "what macOS leaves behind");
        Drawn.write(Files.createDirectory(folder.resolve("c.png")), "inner.png", PICTURE);

        PictureFolder read = PictureFolder.read(folder);
        assertThat(read.pictures())
                .extracting(TrainingPicture::name)
                .containsExactly("a10.png", "a9.PNG", "b.png", "no-extension");
        assertThat(read.unreadable()).isEmpty();
        assertThat(read.notices()).isEmpty();
        TrainingPicture first = read.pictures().get(0);
        assertThat(first.size()).isEqualTo(new PixelSize(9, 7));
        assertThat(first.sha256()).isEqualTo(FileHash.sha256(folder.resolve("a10.png")));
        assertThat(first.pixels().rgb()).isEqualTo(PICTURE.rgb());
        assertThat(first.hasAlpha()).isFalse();
        assertThat(first.alpha()).hasSize(63).containsOnly(1);
    }

    @Test
    void brokenPicturesAreNamedWithTheReason() throws IOException {
        byte[] png = Files.readAllBytes(Drawn.write(folder, "whole.png", PICTURE));
        Files.write(folder.resolve("cut.png"), Arrays.copyOf(png, png.length / 2));
        Files.writeString(folder.resolve("page.jpg"), "<html>");
        Files.createFile(folder.resolve("empty.webp"));

        PictureFolder read = PictureFolder.read(folder);
        assertThat(read.pictures()).extracting(TrainingPicture::name).containsExactly("whole.png");
        assertThat(read.unreadable().stream()
                        .collect(Collectors.toMap(
                                PictureFolder.Unreadable::name,
                                u -> u.reason().substring(folder.toString().length() + 1))))
                .containsOnly(
                        entry("cut.png", "cut.png, byte 33: the picture is cut short"),
                        entry(
                                "page.jpg",
                                "page.jpg, byte 0: is not a picture of a known format (PNG, JPEG, WebP, GIF, BMP)"),
                        entry(
                                "empty.webp",
                                "empty.webp, byte 0: is not a picture of a known format (PNG, JPEG, WebP, GIF, BMP)"));
    }

    @Test
    void foldersWithoutPicturesAreSaidInOneSentence() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PictureFolder.read(folder.resolve("missing")))
                .withMessage("data: expected a folder of pictures, got " + folder.resolve("missing")
                        + ", which does not exist");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PictureFolder.read(folder))
                .withMessage("data: expected a folder with pictures (PNG, JPEG, WebP, GIF, BMP), got " + folder
                        + ", which has none");
        Path file = Files.writeString(folder.resolve("a.png"), "broken");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PictureFolder.read(file))
                .withMessageEndingWith("a.png, which is a file");
        assertThatThrownBy(() -> PictureFolder.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder + ": no picture can be read; ")
                .hasMessageContaining("a.png, byte 0: is not a picture");
    }

    @Test
    void captionsAreReadInEveryEncodingThatEditorsWrite() throws IOException {
        caption("1", "café\n".getBytes(StandardCharsets.UTF_8));
        caption("2", "\ufeffcafé\r\n".getBytes(StandardCharsets.UTF_8));
        caption("3", "\ufeffcafé".getBytes(StandardCharsets.UTF_16LE));
        caption("4", "\ufeffcafé".getBytes(StandardCharsets.UTF_16BE));
        caption("5", "café – “x”".getBytes(Charset.forName("windows-1252")));
        caption("6", "  two \nlines \n\n".getBytes(StandardCharsets.UTF_8));
        caption("7", new byte[0]);

        PictureFolder read = PictureFolder.read(folder);
        assertThat(read.pictures())
                .extracting(TrainingPicture::caption)
                .containsExactly("café", "café", "café", "café", "café – “x”", "  two \nlines ", "");
        assertThat(read.pictures()).extracting(TrainingPicture::source).containsOnly(CaptionSource.FILE);
        assertThat(read.notices())
                .containsExactly(folder.resolve("5.txt")
                        + ": is not UTF-8 and was read as windows-1252; save it as UTF-8 if words look wrong.");
        assertThat(read.pictures().get(6).lacksCaption()).isTrue();
    }

    @Test
    void captionsThatAreNoneAreTold() throws IOException {
        caption("1", "café".getBytes(StandardCharsets.UTF_16LE));
        assertThat(PictureFolder.read(folder).notices())
                .anyMatch(notice -> notice.contains("1.txt: holds zero characters"));
        caption("1", new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> PictureFolder.read(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("1.txt: is larger than 1 MiB: too large for a text of captions");
    }

    private void caption(String name, byte[] text) throws IOException {
        Drawn.write(folder, name + ".png", PICTURE);
        Files.write(folder.resolve(name + ".txt"), text);
    }

    /** The results of Python's re with A1111's expression. */
    @Test
    void namesBecomeCaptionsByTheRulesOfA1111() throws IOException {
        Drawn.write(folder, "00012-0-a red fox, snow.png", PICTURE);
        TrainingPicture picture = PictureFolder.read(folder).pictures().get(0);
        assertThat(picture.caption()).isEqualTo("a red fox, snow");
        assertThat(picture.source()).isEqualTo(CaptionSource.FILE_NAME);
        assertThat(picture.lacksCaption()).isTrue();

        assertThat(NameCaption.DEFAULT.caption("12 - cat")).isEqualTo("- cat");
        assertThat(NameCaption.DEFAULT.caption("cat 12")).isEqualTo("cat 12");
        assertThat(NameCaption.DEFAULT.caption("0001")).isEmpty();
        assertThat(new NameCaption("[^\\W_]+", ", ").caption("7_red_fox-on snow"))
                .isEqualTo("red, fox, on, snow");
        assertThat(new NameCaption("#(\\w+)", " ").caption("x #red y #fox")).isEqualTo("red fox");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NameCaption("(", " "))
                .withMessageStartingWith("wordRegex: expected a regular expression, got \"(\"");
    }

    /** Written by Pillow 13.0; the pixels are those of its exif_transpose. */
    @Test
    void orientationOfPngAndWebpIsApplied() throws IOException {
        Files.write(folder.resolve("a.png"), Base64.getDecoder().decode(TURNED_PNG));
        Files.write(folder.resolve("b.webp"), Base64.getDecoder().decode(TURNED_WEBP));
        for (TrainingPicture picture : PictureFolder.read(folder).pictures()) {
            assertThat(picture.size()).as(picture.name()).isEqualTo(new PixelSize(2, 3));
            int[] expected = {90, 100, 110, 0, 10, 20, 120, 130, 140, 30, 40, 50, 150, 160, 170, 60, 70, 80};
            byte[] rgb = picture.pixels().rgb();
            for (int i = 0; i < expected.length; i++) {
                assertThat(rgb[i] & 255).isEqualTo(expected[i]);
            }
        }
    }

    /** Written by Pillow 13.0: pixels (10, 20, 30, 255), (200, 100, 50, 0), (40, 50, 60, 128). */
    @Test
    void transparencyIsKeptBesideTheColours() throws IOException {
        Files.write(folder.resolve("a.png"), Base64.getDecoder().decode(TRANSPARENT));
        TrainingPicture picture = PictureFolder.read(folder).pictures().get(0);
        assertThat(picture.hasAlpha()).isTrue();
        assertThat(picture.alpha()).containsExactly(1, 0, 128 / 255f);
        assertThat(picture.layers().colours().rgb()).containsExactly(10, 20, 30, (byte) 200, 100, 50, 40, 50, 60);
        assertThat(picture.pixels().rgb()).containsExactly(10, 20, 30, -1, -1, -1, (byte) 147, (byte) 152, (byte) 157);
    }

    @Test
    void aPictureThatWasChangedSinceIsRefused() throws IOException {
        Path file = Drawn.write(folder, "a.png", PICTURE);
        TrainingPicture picture = PictureFolder.read(folder).pictures().get(0);
        Drawn.pattern(9, 8).writePng(file, java.util.Map.of());
        assertThatThrownBy(picture::pixels)
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(file + ": has changed since the folder was read");
    }

    private static final String TURNED_PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAGmVYSWZNTQAqAAAACAABARIAAwAAAAEABgAAAAAAANZn"
                    + "S2kAAAAXSURBVHicY2TgEpGTk5OTk2OJioqCsAAWvAKahy6zjAAAAABJRU5ErkJggg==";

    private static final String TURNED_WEBP =
            "UklGRmQAAABXRUJQVlA4WAoAAAAIAAAAAgAAAQAAVlA4TCQAAAAvAkAAAC8gFkz+QeTvmcR4nMJj/hPbUNO2ARvq/Mup"
                    + "Ef2P6QVFWElGGgAAAE1NACoAAAAIAAEBEgADAAAAAQAGAAAAAAAA";

    private static final String TRANSPARENT =
            "iVBORw0KGgoAAAANSUhEUgAAAAMAAAABCAYAAAAb4BS0AAAAFUlEQVR4nGPkEpH7vy9AhDHhHFcDABisBBhlIHcKAAAA"
                    + "AElFTkSuQmCC";
}
