package io.brushwork.generation;

import io.brushwork.base.Check;


import io.brushwork.files.picture.Picture;

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
        FILL
    }

    public InitImage {
        Check.that(denoisingStrength >= 0 && denoisingStrength <= 1, "denoisingStrength", "0 to 1", denoisingStrength);
    }

    /** Stretched to the size, at A1111's default strength of 0.75. */
    public static InitImage of(Picture picture) {
        return new InitImage(picture, 0.75, Fit.STRETCH);
    }
}
