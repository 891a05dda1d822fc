package io.brushwork.app.cli;

import io.brushwork.GenerationRequest;
import io.brushwork.HiresFix;
import io.brushwork.InitImage;
import io.brushwork.Upscale;
import io.brushwork.files.picture.Infotext;
import io.brushwork.files.picture.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A second, larger pass (hires fix), or another picture to start from (img2img). */
final class RefineFlags {
    /** Key of the infotext. */
    static final String DENOISING = "Denoising strength";

    @Option(names = "--hires", paramLabel = "SCALE", description = "Draw a second time, larger by this factor.")
    private @Nullable Double hires;

    @Option(
            names = "--hires-size",
            paramLabel = "WxH",
            description = "The size of the second pass; one side 0 keeps the aspect.")
    private @Nullable String hiresSize;

    @Option(names = "--hires-steps", paramLabel = "N", description = "Default: as many as the first pass.")
    private @Nullable Integer hiresSteps;

    @Option(
            names = "--hires-upscaler",
            paramLabel = "NAME",
            description =
                    "Latent, Latent (antialiased), Latent (bicubic), Latent (bicubic antialiased), Latent (nearest),"
                            + " Latent (nearest-exact), Lanczos, Nearest. Default: ${bundle:default.hiresUpscaler}.")
    private @Nullable String hiresUpscaler;

    @Option(names = "--init-image", paramLabel = "FILE", description = "The picture to start from.")
    private @Nullable Path initImage;

    @Option(
            names = "--resize-mode",
            paramLabel = "stretch|crop|fill",
            description = "How the init image is brought to the size asked for. Default: stretch.")
    private @Nullable String resizeMode;

    @Option(
            names = "--denoising-strength",
            paramLabel = "X",
            description = "How much of the second pass, or of the init image, is drawn anew: 0 to 1."
                    + " Default: ${bundle:default.hiresDenoising} for hires fix, 0.75 for an init image.")
    private @Nullable Double denoisingStrength;

    boolean startsFromPicture() {
        return initImage != null;
    }

    /** @param recorded the text of a picture that is to be made again, or null */
    GenerationRequest apply(GenerationRequest base, @Nullable Infotext recorded) throws IOException {
        HiresFix second = hires(base);
        if (second != null && initImage != null) {
            throw new IllegalArgumentException("--init-image: does not go together with --hires");
        }
        if (initImage == null && resizeMode != null) {
            throw new IllegalArgumentException("--resize-mode: there is nothing to resize without --init-image");
        }
        if (denoisingStrength != null && second == null && initImage == null) {
            throw new IllegalArgumentException(
                    "--denoising-strength: there is nothing to draw anew without --hires, --hires-size or --init-image");
        }
        InitImage init = initImage == null ? null : init(initImage, recorded);
        return base.with(request -> request.hires(second).init(init));
    }

    private InitImage init(Path file, @Nullable Infotext recorded) throws IOException {
        InitImage plain = InitImage.of(Picture.read(file));
        double strength = recorded == null
                ? plain.denoisingStrength()
                : recorded.value(DENOISING)
                        .filter(text -> text.matches("\\d+(\\.\\d+)?"))
                        .map(Double::valueOf)
                        .orElse(plain.denoisingStrength());
        return new InitImage(
                plain.picture(),
                Given.or(denoisingStrength, strength),
                resizeMode == null ? plain.fit() : fit(resizeMode));
    }

    private static InitImage.Fit fit(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "stretch" -> InitImage.Fit.STRETCH;
            case "crop" -> InitImage.Fit.CROP;
            case "fill" -> InitImage.Fit.FILL;
            default -> throw new IllegalArgumentException("--resize-mode: expected stretch, crop or fill, got " + name);
        };
    }

    private @Nullable HiresFix hires(GenerationRequest base) {
        HiresFix second = base.hires();
        if (second == null && (hires != null || hiresSize != null)) {
            second = HiresFix.TWICE;
        }
        if (second == null) {
            if (hiresSteps != null || hiresUpscaler != null) {
                throw new IllegalArgumentException((hiresSteps != null ? "--hires-steps" : "--hires-upscaler")
                        + ": there is no second pass without --hires or --hires-size");
            }
            return null;
        }
        if (hires != null) {
            second = second.withScale(hires).withSize(0, 0);
        }
        if (hiresSize != null) {
            Dimensions size = Dimensions.parse("--hires-size", hiresSize);
            second = second.withSize(size.width(), size.height());
        }
        if (hiresSteps != null) {
            second = second.withSteps(hiresSteps);
        }
        if (hiresUpscaler != null) {
            second = second.withUpscale(Upscale.ofLabel(hiresUpscaler));
        }
        return denoisingStrength == null ? second : second.withDenoisingStrength(denoisingStrength);
    }
}
