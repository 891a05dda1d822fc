package io.brushwork.generation;

import io.brushwork.base.Labels;
import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PictureResize;
import io.brushwork.files.picture.PictureResize.Filter;
import io.brushwork.tensor.Interpolation;
import java.util.List;

/**
 * How hires fix enlarges the first pass: in the latent, or in pixels between two ways through the autoencoder. Found among
 * those there are by its label, which stands in infotext; labels of those that are built in are A1111's.
 */
public sealed interface Upscaler {
    /** A1111's default. */
    Upscaler LATENT = new InLatent("Latent", Interpolation.BILINEAR);

    /** Those that need no file, in A1111's order. */
    List<Upscaler> BUILT_IN = List.of(
            LATENT,
            new InLatent("Latent (antialiased)", Interpolation.BILINEAR_ANTIALIASED),
            new InLatent("Latent (bicubic)", Interpolation.BICUBIC),
            new InLatent("Latent (bicubic antialiased)", Interpolation.BICUBIC_ANTIALIASED),
            new InLatent("Latent (nearest)", Interpolation.NEAREST),
            new InLatent("Latent (nearest-exact)", Interpolation.NEAREST_EXACT),
            new InPixels(
                    "Lanczos",
                    (picture, width, height) -> PictureResize.resize(picture, width, height, Filter.LANCZOS)),
            new InPixels(
                    "Nearest",
                    (picture, width, height) -> PictureResize.resize(picture, width, height, Filter.NEAREST)));

    /** Its name for users. */
    String label();

    /**
     * One of those that are built in, by its label in any case.
     *
     * @throws IllegalArgumentException where none has it, naming all
     */
    static Upscaler ofLabel(String label) {
        return ofLabel(BUILT_IN, label);
    }

    /**
     * One of several by its label, in any case.
     *
     * @throws IllegalArgumentException where none has it, naming all
     */
    static Upscaler ofLabel(List<Upscaler> available, String label) {
        return Labels.of(available, Upscaler::label, "upscaler", label);
    }

    /** Makes a picture larger. */
    @FunctionalInterface
    interface Enlarger {
        /** The picture at exactly this size, both sides at least its own. */
        Picture enlarge(Picture picture, int width, int height);
    }

    /** Stretches the latent. */
    record InLatent(String label, Interpolation interpolation) implements Upscaler {}

    /** Enlarges the decoded picture, which is encoded again. */
    record InPixels(String label, Enlarger enlarger) implements Upscaler {}
}
