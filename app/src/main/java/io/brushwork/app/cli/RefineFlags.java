package io.brushwork.app.cli;

import io.brushwork.files.picture.Picture;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.generation.HiresFix;
import io.brushwork.generation.InitImage;
import io.brushwork.infotext.Infotext;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of a picture is drawn anew: of the first pass (hires fix), or of another picture (img2img). */
final class RefineFlags {
    /** Key of the infotext. */
    static final String DENOISING = "Denoising strength";

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

    /**
     * @param hires the second pass, or null
     * @param recorded the text of a picture that is to be made again, or null
     */
    GenerationRequest apply(GenerationRequest base, @Nullable HiresFix hires, @Nullable Infotext recorded)
            throws IOException {
        if (hires != null && initImage != null) {
            throw new IllegalArgumentException("--init-image: does not go together with --hires");
        }
        if (initImage == null && resizeMode != null) {
            throw new IllegalArgumentException("--resize-mode: there is nothing to resize without --init-image");
        }
        if (denoisingStrength != null && hires == null && initImage == null) {
            throw new IllegalArgumentException(
                    "--denoising-strength: there is nothing to draw anew without --hires, --hires-size or --init-image");
        }
        InitImage init = initImage == null ? null : init(initImage, recorded);
        HiresFix second =
                hires == null || denoisingStrength == null ? hires : hires.withDenoisingStrength(denoisingStrength);
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
                resizeMode == null ? plain.fit() : InitImage.Fit.ofLabel(resizeMode));
    }
}
