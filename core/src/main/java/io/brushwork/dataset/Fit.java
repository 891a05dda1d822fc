package io.brushwork.dataset;

import io.brushwork.base.Check;
import io.brushwork.base.Labels;
import io.brushwork.model.ModelFamily;
import java.util.List;

/** How a picture gets the size that is trained at. */
public enum Fit {
    /** All of it, resized; a picture of another shape is distorted. What A1111 does. */
    STRETCH("stretch"),
    /** The largest part of the right shape from its middle, resized. */
    CROP("crop"),
    /**
     * Its own size (A1111's "Do not resize images"), less what is over a multiple of 8 at the right and at the bottom,
     * which the autoencoder could not take.
     */
    VARY("vary");

    /** Picture pixels to a side of one latent place. */
    static final int FACTOR = ModelFamily.PIXELS_PER_PLACE;

    private final String label;

    Fit(String label) {
        this.label = label;
    }

    /** The word in settings. */
    public String label() {
        return label;
    }

    /** The fit of a label, in any case. */
    public static Fit of(String label) {
        return Labels.of(List.of(values()), Fit::label, "fit", label);
    }

    /** The part of a picture that is used, before it is resized. */
    Crop part(PixelSize picture, PixelSize training) {
        return switch (this) {
            case STRETCH -> new Crop(0, 0, picture.width(), picture.height());
            case CROP -> middle(picture, training);
            case VARY -> {
                Check.that(
                        picture.width() >= FACTOR && picture.height() >= FACTOR,
                        "picture",
                        "at least " + FACTOR + "x" + FACTOR + " pixels",
                        picture);
                yield new Crop(0, 0, picture.width() / FACTOR * FACTOR, picture.height() / FACTOR * FACTOR);
            }
        };
    }

    /** To the nearest whole pixel; an odd pixel too many is taken from the right and the bottom. */
    private static Crop middle(PixelSize picture, PixelSize training) {
        double scale =
                Math.min((double) picture.width() / training.width(), (double) picture.height() / training.height());
        int width = Math.min(picture.width(), (int) Math.max(1, Math.round(training.width() * scale)));
        int height = Math.min(picture.height(), (int) Math.max(1, Math.round(training.height() * scale)));
        return new Crop((picture.width() - width) / 2, (picture.height() - height) / 2, width, height);
    }

    PixelSize size(PixelSize picture, PixelSize training) {
        return this == VARY ? part(picture, training).size() : training;
    }
}
