package io.brushwork.dataset;

import io.brushwork.base.Check;
import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PictureResize;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The alpha channel as a map of what counts in the loss: resized to the latent, brought down to a minimum of 0 and then
 * to a mean of 1, so that losses compare with those of unweighted pictures.
 *
 * <p>Two faults of A1111 are not repeated: where all pixels are equally opaque it divides 0 by 0, and where the picture is
 * not square it puts rows together in the wrong length.
 */
public final class LossWeights {
    private LossWeights() {}

    /** Every place counts alike: [1, h, w]. */
    public static Tensor ones(PixelSize latent) {
        LibTorch.load();
        return torch.ones(1, latent.height(), latent.width());
    }

    /**
     * @param alpha opacity of each pixel, 0 to 255, row by row
     * @param picture the size that it is of
     * @param latent the size that the map gets
     * @return [1, h, w], float32; ones where the alpha is the same everywhere
     */
    public static Tensor of(byte[] alpha, PixelSize picture, PixelSize latent) {
        Check.that(
                alpha.length == picture.width() * picture.height(),
                "alpha",
                picture.width() * picture.height() + " bytes",
                alpha.length);
        byte[] map = resized(alpha, picture, latent);
        int least = 255;
        long sum = 0;
        for (byte level : map) {
            least = Math.min(least, level & 255);
            sum += level & 255;
        }
        sum -= (long) least * map.length;
        if (sum == 0) {
            return ones(latent);
        }
        float mean = (float) ((double) sum / map.length);
        float[] weights = new float[map.length];
        for (int i = 0; i < map.length; i++) {
            weights[i] = ((map[i] & 255) - least) / mean;
        }
        LibTorch.load();
        return Scope.of(() -> torch.tensor(weights).view(1, latent.height(), latent.width()));
    }

    /** Bicubic, which is what Pillow takes where no filter is named. */
    private static byte[] resized(byte[] alpha, PixelSize from, PixelSize to) {
        byte[] grey = new byte[Math.multiplyExact(3, alpha.length)];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = alpha[i / 3];
        }
        Picture resized = PictureResize.resize(
                new Picture(from.width(), from.height(), grey), to.width(), to.height(), PictureResize.Filter.BICUBIC);
        byte[] map = new byte[to.width() * to.height()];
        for (int i = 0; i < map.length; i++) {
            map[i] = resized.rgb()[3 * i];
        }
        return map;
    }
}
