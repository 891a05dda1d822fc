package io.brushwork.model.vae;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.Weights;

/**
 * The architecture of an autoencoder, read off the shapes of its weights.
 *
 * @param channels of the first convolution; in ldm widths of levels are multiples of them, the first level's too
 * @param latentChannels of the latent
 * @param levels of resolution; the latent is {@code 2^(levels - 1)} times smaller than the picture
 */
record VaeConfig(long channels, long latentChannels, int levels) {
    static VaeConfig of(Weights w) throws ModelFormatException {
        return new VaeConfig(
                w.size("encoder.conv_in.weight", 0), w.size("post_quant_conv.weight", 1), w.count("encoder.down"));
    }

    int factor() {
        return 1 << (levels - 1);
    }
}
