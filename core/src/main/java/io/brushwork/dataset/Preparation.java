package io.brushwork.dataset;

import io.brushwork.base.Check;
import io.brushwork.files.picture.AlphaPicture;
import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PictureResize;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What is done to every picture before the autoencoder sees it: fitted, flipped if asked for, and turned into numbers.
 *
 * <p>Where the alpha channel is the loss weight, the colours under transparent parts are those of the file, as A1111 has
 * them always. Otherwise transparent parts lie on white; what A1111 shows there is whatever the drawing program left
 * behind, mostly black.
 *
 * @param width that is trained at, a multiple of 8 from 8 to 4096; {@link Fit#VARY} does not use it
 * @param height as the width
 * @param flip whether left and right are swapped
 * @param alphaAsWeight whether opacity weighs the loss (A1111's "Use PNG alpha channel as loss weight")
 */
public record Preparation(Fit fit, int width, int height, boolean flip, boolean alphaAsWeight) {
    private static final int LARGEST = 4096;
    /** Of each grey level: level / 127.5 - 1, reckoned as NumPy does, in double. */
    private static final float[] LEVELS = levels();

    public Preparation {
        Check.that(isSide(width), "width", "a multiple of 8 from 8 to " + LARGEST, width);
        Check.that(isSide(height), "height", "a multiple of 8 from 8 to " + LARGEST, height);
    }

    /** Neither flipped nor weighted. */
    public Preparation(Fit fit, int width, int height) {
        this(fit, width, height, false, false);
    }

    private static boolean isSide(int side) {
        return side >= Fit.FACTOR && side <= LARGEST && side % Fit.FACTOR == 0;
    }

    private static float[] levels() {
        float[] levels = new float[256];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (float) (i / 127.5 - 1);
        }
        return levels;
    }

    /** The same, the other way round. */
    public Preparation flipped() {
        return new Preparation(fit, width, height, !flip, alphaAsWeight);
    }

    private PixelSize training() {
        return new PixelSize(width, height);
    }

    /**
     * The size that a picture of some size gets.
     *
     * @throws IllegalArgumentException with {@link Fit#VARY} for sides of less than 8 pixels
     */
    public PixelSize size(PixelSize picture) {
        return fit.size(picture, training());
    }

    /**
     * The size that a picture gets.
     *
     * @throws IllegalArgumentException naming the picture, with {@link Fit#VARY} for sides of less than 8 pixels
     */
    public PixelSize size(TrainingPicture picture) {
        Check.that(
                fit != Fit.VARY || Math.min(picture.width(), picture.height()) >= Fit.FACTOR,
                picture.name(),
                "a picture of at least 8x8 pixels where sizes may vary",
                picture.size());
        return size(picture.size());
    }

    /** A sentence where pixels are lost that nobody chose to lose. */
    public Optional<String> notice(TrainingPicture picture) {
        PixelSize size = size(picture);
        return fit != Fit.VARY || size.equals(picture.size())
                ? Optional.empty()
                : Optional.of(picture.name() + ": " + picture.size() + " was cut to " + size
                        + " at the right and bottom: sides must be multiples of " + Fit.FACTOR + ".");
    }

    /** The picture as it is trained on. */
    public Picture picture(Picture picture) {
        PixelSize from = new PixelSize(picture.width(), picture.height());
        PixelSize to = size(from);
        Picture part = fit.part(from, training()).of(picture);
        Picture fitted = PictureResize.resize(part, to.width(), to.height(), PictureResize.Filter.BICUBIC);
        return flip ? new Picture(to.width(), to.height(), Crop.flipped(fitted.rgb(), 3, to.width())) : fitted;
    }

    /** The input of the autoencoder: [1, 3, h, w], values -1 to 1, float32. Errors as {@link TrainingPicture#layers}. */
    public Tensor pixels(TrainingPicture picture) throws IOException {
        size(picture);
        AlphaPicture layers = picture.layers();
        return tensor(picture(alphaAsWeight ? layers.colours() : layers.onWhite()));
    }

    /**
     * How much each latent place counts in the loss: [1, h / 8, w / 8], mean 1, float32; ones where the alpha channel is
     * not used or says nothing. Errors as {@link TrainingPicture#layers}.
     */
    public Tensor lossWeights(TrainingPicture picture) throws IOException {
        PixelSize to = size(picture);
        PixelSize latent = new PixelSize(to.width() / Fit.FACTOR, to.height() / Fit.FACTOR);
        byte[] alpha = alphaAsWeight && picture.hasAlpha() ? picture.layers().alpha() : null;
        if (alpha == null) {
            return LossWeights.ones(latent);
        }
        Crop part = fit.part(picture.size(), training());
        byte[] used = part.of(alpha, 1, picture.width());
        return LossWeights.of(flip ? Crop.flipped(used, 1, part.width()) : used, part.size(), latent);
    }

    /** [1, 3, h, w], values -1 to 1. */
    static Tensor tensor(Picture picture) {
        byte[] rgb = picture.rgb();
        int plane = rgb.length / 3;
        float[] values = new float[rgb.length];
        for (int i = 0; i < plane; i++) {
            for (int channel = 0; channel < 3; channel++) {
                values[channel * plane + i] = LEVELS[rgb[3 * i + channel] & 255];
            }
        }
        LibTorch.load();
        return Scope.of(() -> torch.tensor(values).view(1, 3, picture.height(), picture.width()));
    }
}
