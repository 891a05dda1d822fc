package io.brushwork.model;

import io.brushwork.sampling.Prediction;
import java.util.List;

/**
 * What the checkpoints of one generation of Stable Diffusion have in common and their weights do not show.
 *
 * @param label its name
 * @param side pixels to a side of the pictures that it draws best
 * @param sideOfV as {@code side}, of checkpoints that predict v
 * @param latentScale what latents are multiplied by between autoencoder and U-Net
 * @param preview from one place of a latent to red, green and blue, -1 to 1: three factors for each channel, a
 *     least-squares fit that the community found
 */
public record ModelFamily(String label, int side, int sideOfV, double latentScale, List<Float> preview) {
    /**
     * Pixels to a side of one place of the latent, in all families: sizes are checked by it before a model is loaded. A
     * loaded autoencoder knows its own.
     */
    public static final int PIXELS_PER_PLACE = 8;

    /** The most layers that clip skip can count, in all families. A loaded text tower knows its own. */
    public static final int MAX_CLIP_SKIP = 12;

    private static final List<Float> PREVIEW =
            List.of(0.298f, 0.207f, 0.208f, 0.187f, 0.286f, 0.173f, -0.158f, 0.189f, 0.264f, -0.184f, -0.271f, -0.473f);

    /** Stable Diffusion 1. */
    public static final ModelFamily SD1 = new ModelFamily("SD 1", 512, 768, 0.18215, PREVIEW);

    /** Stable Diffusion 2, whose autoencoder is the first one's. */
    public static final ModelFamily SD2 = new ModelFamily("SD 2", 512, 768, 0.18215, PREVIEW);

    public ModelFamily {
        preview = List.copyOf(preview);
        if (preview.isEmpty() || preview.size() % 3 != 0) {
            throw new IllegalArgumentException(
                    "preview: expected three factors for each channel, got " + preview.size());
        }
    }

    /** Channels of a latent. */
    public int latentChannels() {
        return preview.size() / 3;
    }

    /** Pixels to a side of the pictures that a checkpoint with this prediction draws best. */
    public int nativeSide(Prediction prediction) {
        return prediction == Prediction.V ? sideOfV : side;
    }
}
