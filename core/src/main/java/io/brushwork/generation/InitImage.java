package io.brushwork.generation;

import io.brushwork.base.Check;
import io.brushwork.base.Labels;
import io.brushwork.files.picture.Picture;
import java.util.List;
import java.util.Locale;

/**
 * The picture that img2img starts from.
 *
 * @param denoisingStrength how much of it is new: 0 nothing, 1 all
 * @param fit how it is brought to the size asked for
 */
public record InitImage(Picture picture, double denoisingStrength, Fit fit) {
    /** A1111's resize modes. */
    public enum Fit {
        /** Stretched, whatever its aspect. */
        STRETCH,
        /** Scaled to cover the size, and cut at the middle. */
        CROP,
        /** Scaled to lie inside the size, its border colours drawn out to the edges. */
        FILL;

        /** {@code stretch}, {@code crop} or {@code fill}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The mode of a label, in any case. */
        public static Fit ofLabel(String label) {
            return Labels.of(List.of(values()), Fit::label, "init.fit", label);
        }
    }

    /** A1111's default. */
    public static final double DENOISING_STRENGTH = 0.75;

    public InitImage {
        Check.that(
                denoisingStrength >= 0 && denoisingStrength <= 1,
                "init.denoisingStrength",
                "0 to 1",
                denoisingStrength);
    }

    /** Stretched to the size, at {@link #DENOISING_STRENGTH}. */
    public static InitImage of(Picture picture) {
        return new InitImage(picture, DENOISING_STRENGTH, Fit.STRETCH);
    }
}
