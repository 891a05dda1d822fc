package io.brushwork.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.files.picture.AlphaPicture;
import io.brushwork.files.picture.Picture;
import io.brushwork.tensor.Scope;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreparationTest {
    @TempDir
    Path folder;

    /** CRC-32 of the bytes that Pillow 13.0's crop, resize (bicubic) and ImageOps.mirror give for a picture of 13x9. */
    @ParameterizedTest
    @CsvSource({
        "STRETCH, 16, 24, false, 1049874032",
        "CROP, 16, 24, false, 894781546",
        "CROP, 40, 16, false, 3167685619",
        "CROP, 16, 24, true, 1876395452",
        "VARY, 64, 64, false, 1469837109",
    })
    void everyByteIsPillows(Fit fit, int width, int height, boolean flip, long expected) {
        Preparation preparation = new Preparation(fit, width, height, flip, false);
        Picture prepared = preparation.picture(Drawn.pattern(13, 9));
        PixelSize size = fit == Fit.VARY ? new PixelSize(8, 8) : new PixelSize(width, height);
        assertThat(new PixelSize(prepared.width(), prepared.height())).isEqualTo(size);
        assertThat(preparation.size(new PixelSize(13, 9))).isEqualTo(size);
        CRC32 crc = new CRC32();
        crc.update(prepared.rgb());
        assertThat(crc.getValue()).isEqualTo(expected);
    }

    /** Against NumPy: (pixels / 127.5 - 1).astype(float32), channels first. */
    @Test
    void pixelsAreThoseOfNumpy() throws IOException {
        Drawn.write(folder, "a.png", Drawn.pattern(13, 9));
        TrainingPicture picture = PictureFolder.read(folder).pictures().get(0);
        try (Scope scope = new Scope()) {
            Tensor pixels = new Preparation(Fit.CROP, 16, 24).flipped().pixels(picture);
            assertThat(pixels.shape()).containsExactly(1, 3, 24, 16);
            float[] values = floats(pixels);
            assertThat(new float[] {
                        values[0], values[1], values[100], values[383], values[384], values[767], values[1151]
                    })
                    .containsExactly(-0.4745098f, -0.34117648f, -0.2f, 0.8352941f, -0.19215687f, 1f, -0.92156863f);
            double sum = 0;
            for (float value : values) {
                sum += value;
            }
            assertThat(sum).isCloseTo(8.792157493531704, within(1e-12));
        }
    }

    /** Against Pillow 13.0 and A1111's formula on a square latent, where its own is right. */
    @Test
    void weightsFollowCropAndFlip() throws IOException {
        TrainingPicture picture = transparent(40, 24);
        try (Scope scope = new Scope()) {
            float[] expected = {
                1.2272727f, 1.6363636f, 2.659091f, 0.4090909f, 0.6136364f, 0.0f, 0.20454545f, 0.6136364f, 1.6363636f
            };
            Preparation preparation = new Preparation(Fit.CROP, 24, 24, true, true);
            Tensor weights = preparation.lossWeights(picture);
            assertThat(weights.shape()).containsExactly(1, 3, 3);
            assertThat(floats(weights)).containsExactly(expected, within(1e-6f));
            assertThat(floats(new Preparation(Fit.CROP, 24, 24).lossWeights(picture)))
                    .containsOnly(1);
        }
    }

    /** With the alpha as weight, what lies under transparent parts is trained on as it is; otherwise white is. */
    @Test
    void coloursUnderTransparentPartsAreKeptForWeightedLoss() throws IOException {
        TrainingPicture picture = transparent(40, 24);
        try (Scope scope = new Scope()) {
            AlphaPicture layers = picture.layers();
            Tensor weighted = new Preparation(Fit.VARY, 64, 64, false, true).pixels(picture);
            assertThat(floats(weighted)).isEqualTo(floats(Preparation.tensor(layers.colours())));
            Tensor plain = new Preparation(Fit.VARY, 64, 64).pixels(picture);
            assertThat(floats(plain)).isEqualTo(floats(Preparation.tensor(layers.onWhite())));
            assertThat(floats(plain)[0]).isEqualTo(1f);
            assertThat(floats(weighted)[0]).isEqualTo((float) (7 / 127.5 - 1));
        }
    }

    private TrainingPicture transparent(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, ((x * 7 + y * 13 + x * y) % 256) << 24 | 0x070809);
            }
        }
        ImageIO.write(image, "png", folder.resolve("a.png").toFile());
        return PictureFolder.read(folder).pictures().get(0);
    }

    @Test
    void cutPixelsAreTold() throws IOException {
        Drawn.write(folder, "a.png", Drawn.pattern(13, 9));
        TrainingPicture picture = PictureFolder.read(folder).pictures().get(0);
        assertThat(new Preparation(Fit.VARY, 64, 64).notice(picture))
                .contains("a.png: 13x9 was cut to 8x8 at the right and bottom: sides must be multiples of 8.");
        assertThat(new Preparation(Fit.CROP, 64, 64).notice(picture)).isEmpty();
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Preparation(Fit.CROP, 100, 64))
                .withMessage("width: expected a multiple of 8 from 8 to 4096, got 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Preparation(Fit.CROP, 64, 0))
                .withMessage("height: expected a multiple of 8 from 8 to 4096, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Preparation(Fit.VARY, 64, 64).size(new PixelSize(7, 100)))
                .withMessage("picture: expected at least 8x8 pixels, got 7x100");
        TrainingPicture tiny =
                new TrainingPicture(folder, "a.png", "", 64, 5, false, "", TrainingPicture.CaptionSource.FILE);
        for (ThrowingCallable use : List.<ThrowingCallable>of(
                () -> new Preparation(Fit.VARY, 64, 64).pixels(tiny),
                () -> new Preparation(Fit.VARY, 64, 64).lossWeights(tiny),
                () -> new Preparation(Fit.VARY, 64, 64).notice(tiny))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(use)
                    .withMessage("a.png: expected a picture of at least 8x8 pixels where sizes may vary, got 64x5");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fit.of("fill"))
                .withMessage("fit: expected one of stretch, crop, vary, got fill");
        assertThat(Fit.of("Crop")).isEqualTo(Fit.CROP);
    }

    /** A strip of 1 pixel is cropped to a part that exists. */
    @Test
    void extremeShapesCanBeCropped() {
        assertThat(new Preparation(Fit.CROP, 4096, 8)
                        .picture(Drawn.pattern(1, 300))
                        .width())
                .isEqualTo(4096);
        assertThat(new Preparation(Fit.CROP, 8, 4096)
                        .picture(Drawn.pattern(300, 1))
                        .height())
                .isEqualTo(4096);
    }

    static float[] floats(Tensor tensor) {
        float[] values = new float[(int) tensor.numel()];
        try (Scope scope = new Scope()) {
            tensor.contiguous().data_ptr_float().get(values);
        }
        return values;
    }
}
