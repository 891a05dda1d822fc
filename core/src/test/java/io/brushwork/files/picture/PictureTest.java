package io.brushwork.files.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.files.ModelFormatException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PictureTest {
    @TempDir
    Path folder;

    private static Picture noise(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        new Random(1).nextBytes(rgb);
        return new Picture(width, height, rgb);
    }

    @Test
    void pngKeepsEveryPixelAndText() throws IOException {
        Picture picture = noise(37, 19);
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(PngText.PARAMETERS, "a café\nSteps: 1");
        texts.put("Title", "猫 😀");
        Path file = folder.resolve("cat.png");
        picture.writePng(file, texts);

        Picture read = Picture.read(file);
        assertThat(read.width()).isEqualTo(37);
        assertThat(read.height()).isEqualTo(19);
        assertThat(read.rgb()).isEqualTo(picture.rgb());
        assertThat(PngText.read(file)).containsExactlyEntriesOf(texts);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void textsStandBeforeThePixelsAndAreLatinWhereTheyCanBe() {
        String png = new String(noise(2, 2).png(Map.of(PngText.PARAMETERS, "café")), StandardCharsets.ISO_8859_1);
        assertThat(png).containsSubsequence("IHDR", "tEXtparameters\0café", "IDAT", "IEND");
        String other = new String(noise(2, 2).png(Map.of(PngText.PARAMETERS, "猫")), StandardCharsets.ISO_8859_1);
        assertThat(other).containsSubsequence("IHDR", "iTXtparameters\0\0\0\0\0\u00e7\u008c\u00ab", "IDAT", "IEND");
    }

    /** Written by Pillow 13.0: 2x1 pixels, add_text, add_itxt and both compressed. */
    @Test
    void readsTheTextsOfPillow() throws IOException {
        Path file = write("pillow.png", Base64.getDecoder().decode(PILLOW));
        assertThat(PngText.read(file))
                .containsEntry("parameters", "a castle\nSteps: 20, Sampler: Euler a, Seed: 1")
                .containsEntry("latin", "café")
                .containsEntry("other", "猫 😀")
                .containsEntry("zlatin", "x".repeat(2000))
                .containsEntry("zother", "猫".repeat(500))
                .hasSize(5);
        assertThat(Picture.read(file).rgb()).containsExactly(10, 20, 30, (byte) 200, (byte) 210, (byte) 220);
    }

    @Test
    void transparentPartsLieOnWhite() throws IOException {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00ff0000);
        image.setRGB(1, 0, 0x80102030);
        image.setRGB(2, 0, 0xff102030);
        // As Pillow 13.0 pastes them on white.
        assertThat(Picture.read(png(image)).rgb())
                .containsExactly(255, 255, 255, 135, 143, 151, 0x10, 0x20, 0x30)
                .isNotNull();
    }

    @Test
    void greyAndPalettesKeepTheirValues() throws IOException {
        BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(0, 0, 0, 128);
        grey.getRaster().setSample(1, 0, 0, 7);
        assertThat(Picture.read(png(grey)).rgb()).containsExactly(128, 128, 128, 7, 7, 7);

        BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, 0xabcd);
        assertThat(Picture.read(png(deep)).rgb()).containsExactly(0xab, 0xab, 0xab);

        BufferedImage palette = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_INDEXED);
        palette.setRGB(0, 0, new Color(0x33, 0x66, 0x99).getRGB());
        assertThat(Picture.read(png(palette)).rgb()).containsExactly(0x33, 0x66, 0x99);
    }

    @Test
    void jpegIsTurnedUprightByItsExif() throws IOException {
        BufferedImage image = new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 32; x++) {
                image.setRGB(x, y, x < 16 ? 0xff0000 : 0x0000ff);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", out);
        byte[] plain = out.toByteArray();
        assertThat(Picture.read(write("plain.jpg", plain)).width()).isEqualTo(32);
        for (boolean big : new boolean[] {false, true}) {
            Picture turned = Picture.read(write("turned.jpg", withOrientation(plain, 6, big)));
            assertThat(turned.width()).isEqualTo(16);
            assertThat(turned.height()).isEqualTo(32);
            // Turned clockwise: the red left half is on top.
            assertThat(turned.rgb()[0] & 255).isGreaterThan(200);
            assertThat(turned.rgb()[3 * (31 * 16) + 2] & 255).isGreaterThan(200);
        }
    }

    /** Corners of a 2x3 picture named 0 1 / 2 3 / 4 5, after Pillow's ImageOps.exif_transpose. */
    @Test
    void allEightOrientationsAreThoseOfPillow() {
        byte[] rgb = new byte[18];
        for (int i = 0; i < 18; i++) {
            rgb[i] = (byte) (i / 3);
        }
        Picture picture = new Picture(2, 3, rgb);
        String[] expected = {"012345", "103254", "543210", "452301", "024135", "420531", "531420", "135024"};
        for (int orientation = 1; orientation <= 8; orientation++) {
            Picture turned = picture.turned(orientation);
            StringBuilder pixels = new StringBuilder();
            for (int i = 0; i < 6; i++) {
                pixels.append(turned.rgb()[3 * i]);
            }
            assertThat(pixels).as("orientation " + orientation).hasToString(expected[orientation - 1]);
            assertThat(turned.width()).isEqualTo(orientation < 5 ? 2 : 3);
        }
    }

    @Test
    void readsWebp() throws IOException {
        Picture picture = Picture.read(write("a.webp", Base64.getDecoder().decode(WEBP)));
        assertThat(picture.width()).isEqualTo(2);
        assertThat(picture.rgb()).containsExactly(10, 20, 30, (byte) 200, (byte) 210, (byte) 220);
    }

    @Test
    void hugePicturesAreRefusedBeforeTheyAreDecoded() throws IOException {
        byte[] png = noise(2, 2).png(Map.of());
        byte[] header = {0, 0, (byte) 0x80, 0, 0, 0, (byte) 0x80, 0, 8, 2, 0, 0, 0};
        byte[] ihdr = PngText.chunk(0x49484452, header);
        System.arraycopy(ihdr, 0, png, 8, ihdr.length);
        assertThatThrownBy(() -> Picture.read(write("huge.png", png)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("is a picture of 32768x32768; at most 178 million pixels are read");
    }

    /** The canvas is 3x2; the coded picture in it claims 16384x16384. */
    @Test
    void hugePicturesInASmallCanvasAreRefused() throws IOException {
        byte[] webp = Base64.getDecoder().decode(TURNED_WEBP);
        int size = new String(webp, StandardCharsets.ISO_8859_1).indexOf("VP8L") + 9;
        webp[size] = (byte) 0xff;
        webp[size + 1] = (byte) 0xff;
        webp[size + 2] = (byte) 0xff;
        webp[size + 3] |= 0x0f;
        assertThatThrownBy(() -> Picture.read(write("huge.webp", webp)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("is a picture of more than 178 million pixels, the most that are read");
    }

    /** A canvas of 3x2, in it a picture of 4096x4096 of which all but some bytes are missing. */
    @Test
    @Timeout(20)
    void decodersDoNotGoOnBeyondTheEnd() throws IOException {
        byte[] webp = Base64.getDecoder()
                .decode("UklGRmQAAABXRUJQVlA4WAoAAAAIAAAAAgAAAQAAVlA4TCQAAAAv/8//Ay8gFv/+QeTvmcR4nMJj/hPbUNO2ARvq"
                        + "/MupEf2P6QVFWElGGgAAAE1NACoAAAAIAAEB/wADAAAAAQAGAAAAAAAA");
        assertThatThrownBy(() -> Picture.read(write("cut.webp", webp)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("cut.webp: the picture cannot be decoded: it ends too early");
    }

    @Test
    void bombsInTextChunksAreNeitherReadNorUnpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes("bomb\0\0".getBytes(StandardCharsets.ISO_8859_1));
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            deflater.write(new byte[50 << 20]);
        }
        Path file =
                write("bomb.png", insert(noise(2, 2).png(Map.of()), PngText.chunk(0x7a545874, packed.toByteArray())));
        assertThat(Picture.read(file).rgb()).isEqualTo(noise(2, 2).rgb());
        assertThatThrownBy(() -> PngText.read(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("bomb.png, byte 33: a text chunk unpacks to more than 1 MiB");
    }

    @Test
    void brokenPicturesEndInOneSentence() throws IOException {
        byte[] png = noise(8, 8).png(Map.of());
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(noise(64, 64).image(), "jpg", jpeg);
        byte[] cutJpeg = Arrays.copyOf(jpeg.toByteArray(), jpeg.size() / 2);
        assertThatThrownBy(() -> Picture.read(write("empty.png", new byte[0])))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("is not a picture of a known format");
        assertThatThrownBy(() -> Picture.read(write("cut.png", Arrays.copyOf(png, png.length / 2))))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("the picture is cut short");
        assertThatThrownBy(() -> Picture.read(write("cut.jpg", cutJpeg)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("the picture is cut short");
        assertThatThrownBy(() -> PngText.read(write("cut.jpg", cutJpeg)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("byte 0: is not a PNG picture");
        assertThatThrownBy(() -> PngText.read(write("cut.png", Arrays.copyOf(png, png.length - 1))))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("the picture is cut short");
    }

    @Test
    void twentyThousandDamagedPicturesGiveTextsOrOneKindOfError() throws IOException {
        Map<String, String> texts = Map.of(PngText.PARAMETERS, "a cat\nSteps: 1", "x", "猫");
        byte[] whole = insert(Base64.getDecoder().decode(PILLOW), PngText.chunk("k", "v"));
        byte[] own = noise(3, 3).png(texts);
        Random random = new Random(9);
        int damaged = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] mutant = mutate(random, i % 2 == 0 ? whole : own);
            try {
                assertThat(PngText.read(folder, new ByteArrayInputStream(mutant)))
                        .doesNotContainKey("never");
            } catch (ModelFormatException e) {
                assertThat(e).hasMessageStartingWith(folder.toString()).hasMessageNotContaining("\n");
                damaged++;
            }
        }
        assertThat(damaged).isBetween(10_000, 19_999);
    }

    @Test
    @Timeout(60)
    void damagedPicturesGivePixelsOrOneKindOfError() throws IOException {
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(noise(16, 16).image(), "jpg", jpeg);
        byte[][] whole = {
            noise(9, 9).png(Map.of()),
            withOrientation(jpeg.toByteArray(), 6, true),
            Base64.getDecoder().decode(WEBP),
            insert(noise(9, 9).png(Map.of()), PngText.chunk(PNG_EXIF, TIFF)),
            Base64.getDecoder().decode(TURNED_WEBP)
        };
        Random random = new Random(10);
        int damaged = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] mutant = mutate(random, whole[i % whole.length]);
            try {
                assertThat(PictureReader.decode(folder, mutant, 1 << 12)
                                .onWhite()
                                .width())
                        .isPositive();
            } catch (ModelFormatException e) {
                assertThat(e).hasMessageStartingWith(folder.toString());
                damaged++;
            }
        }
        assertThat(damaged).isBetween(500, 1_999);
    }

    @Test
    void wrongSizesAreTheCallersFault() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Picture(2, 2, new byte[11]))
                .withMessage("rgb: expected 12 bytes, got 11");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Picture(0, 2, new byte[0]))
                .withMessage("size: expected at least 1x1, got 0x2");
    }

    @Test
    void missingFolderIsSaidInOneSentence() {
        assertThatThrownBy(() -> noise(1, 1).writePng(folder.resolve("no/cat.png"), Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its folder does not exist");
    }

    private static byte[] mutate(Random random, byte[] whole) {
        byte[] mutant = whole.clone();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            mutant[random.nextInt(mutant.length)] = (byte) (random.nextBoolean() ? random.nextInt() : 255);
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(mutant, random.nextInt(mutant.length)) : mutant;
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private Path png(BufferedImage image) throws IOException {
        Path file = folder.resolve("image.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    /** Puts a chunk behind the header. */
    private static byte[] insert(byte[] png, byte[] chunk) {
        byte[] more = Arrays.copyOf(png, png.length + chunk.length);
        System.arraycopy(chunk, 0, more, 33, chunk.length);
        System.arraycopy(png, 33, more, 33 + chunk.length, png.length - 33);
        return more;
    }

    /** Puts an EXIF segment with nothing but the orientation behind the start of a JPEG. */
    private static byte[] withOrientation(byte[] jpeg, int orientation, boolean big) {
        String exif = big
                ? "ffe1002245786966 0000 4d4d002a00000008 0001 0112000300000001 00%02x0000 00000000"
                : "ffe1002245786966 0000 49492a0008000000 0100 1201030001000000 %02x000000 00000000";
        byte[] segment = java.util.HexFormat.of()
                .parseHex(
                        String.format(java.util.Locale.ROOT, exif, orientation).replace(" ", ""));
        byte[] more = Arrays.copyOf(jpeg, jpeg.length + segment.length);
        System.arraycopy(segment, 0, more, 2, segment.length);
        System.arraycopy(jpeg, 2, more, 2 + segment.length, jpeg.length - 2);
        return more;
    }

    private static final int PNG_EXIF = 0x65584966;
    /** Of a camera held so that the picture must be turned clockwise. */
    private static final byte[] TIFF =
            java.util.HexFormat.of().parseHex("4d4d002a00000008" + "0001" + "011200030000000100060000" + "00000000");

    private static final String PILLOW =
            "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAOHRFWHRwYXJhbWV0ZXJzAGEgY2FzdGxlClN0ZXBzOi"
                    + "AyMCwgU2FtcGxlcjogRXVsZXIgYSwgU2VlZDogMaPnSGAAAAAKdEVYdGxhdGluAGNhZun4qIzKAAAAEmlUWHRvdGhl"
                    + "cgAAAAAA54yrIPCfmIBWfnuUAAAAH3pUWHR6bGF0aW4AAHicq6gYBaNgFIyCUTAKRsFQBwDPQKmuZ3KWYQAAACFpVF"
                    + "h0em90aGVyAAEAAAB4nHves/r5KBpFo2gUjaLhhQCbiCLVu2xxtAAAAA9JREFUeJxj4BKRO3HpDgAF9wKznPcS4wAA"
                    + "AABJRU5ErkJggg==";

    /** Orientation 6, written by Pillow 13.0. */
    private static final String TURNED_WEBP =
            "UklGRmQAAABXRUJQVlA4WAoAAAAIAAAAAgAAAQAAVlA4TCQAAAAvAkAAAC8gFkz+QeTvmcR4nMJj/hPbUNO2ARvq/Mup"
                    + "Ef2P6QVFWElGGgAAAE1NACoAAAAIAAEBEgADAAAAAQAGAAAAAAAA";

    private static final String WEBP = "UklGRiIAAABXRUJQVlA4TBYAAAAvAQAAAA9wCt8r+N7Dd/4DDxWI6H8A";
}
