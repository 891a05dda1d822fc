package io.brushwork.model.vae;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.Linear;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The autoencoder between pictures and latents, {@code ldm.models.autoencoder.AutoencoderKL}; its keys are those below
 * {@code first_stage_model} of a checkpoint, or of a VAE file.
 */
public final class AutoencoderKl {
    static final double EPS = 1e-6;

    private static final int TILE = 64;
    private static final int OVERLAP = 16;

    private final long latentChannels;
    private final int factor;
    private final double scale;
    private final Compute compute;
    private final Encoder encoder;
    private final Linear quantConv;
    private final Linear postQuantConv;
    private final Decoder decoder;

    /**
     * @param padding what convolutions see beyond the border
     * @param scale what latents are multiplied by between this and the U-Net
     */
    public AutoencoderKl(Weights w, Padding padding, double scale) throws ModelFormatException {
        this.scale = scale;
        latentChannels = w.size("post_quant_conv.weight", 1);
        // Each level of resolution but the first halves the sides.
        int levels = w.count("encoder.down");
        factor = 1 << (levels - 1);
        compute = w.compute();
        encoder = new Encoder(w.at("encoder"), levels, padding);
        quantConv = w.pointwise("quant_conv", 2 * latentChannels, 2 * latentChannels);
        postQuantConv = w.pointwise("post_quant_conv", latentChannels, latentChannels);
        decoder = new Decoder(w.at("decoder"), latentChannels, levels, padding);
    }

    /** Picture pixels to a side of one latent place: 8. */
    public int factor() {
        return factor;
    }

    public long latentChannels() {
        return latentChannels;
    }

    /**
     * Mean and logarithm of the variance of the latents, unscaled.
     *
     * @param picture [n, 3, h, w], values -1 to 1, sides multiples of {@link #factor}
     * @return [n, 2 * latentChannels, h / factor, w / factor]: the means, then the logarithms; float32
     */
    public Tensor moments(Tensor picture) {
        return Scope.of(() -> {
            Tensor h = encoder.forward(compute.cast(picture).contiguous(MemoryFormat.ChannelsLast));
            return channelMap(quantConv, h)
                    .to(picture.device(), ScalarType.Float)
                    .contiguous();
        });
    }

    /**
     * A scaled latent of a picture: the mean, or a sample.
     *
     * @param noise standard normal of the latent's shape, or null for the mean
     */
    public Tensor encode(Tensor picture, @Nullable Tensor noise) {
        return Scope.of(() -> {
            Tensor moments = moments(picture);
            Tensor mean = moments.narrow(1, 0, latentChannels);
            if (noise != null) {
                // The limits are ldm's DiagonalGaussianDistribution's.
                Tensor logVar =
                        moments.narrow(1, latentChannels, latentChannels).clamp(limit(-30), limit(20));
                mean = mean.add(logVar.mul(new Scalar(0.5)).exp().mul(noise));
            }
            return mean.mul(new Scalar(scale));
        });
    }

    /**
     * Pictures of scaled latents.
     *
     * @param latent [n, latentChannels, h, w]
     * @return [n, 3, factor * h, factor * w], values about -1 to 1, float32
     */
    public Tensor decode(Tensor latent) {
        return Scope.of(() -> {
            Tensor z = compute.cast(latent.div(new Scalar(scale)));
            Tensor h = channelMap(postQuantConv, z.contiguous(MemoryFormat.ChannelsLast));
            return decoder.forward(h).to(latent.device(), ScalarType.Float).contiguous();
        });
    }

    /**
     * As {@link #decode}, in overlapping tiles of 512 pixels: for pictures that would not fit into memory whole. Close to
     * the whole, not equal.
     */
    public Tensor decodeTiled(Tensor latent) {
        return new Tiles(TILE, OVERLAP, factor()).decode(latent, this::decode);
    }

    /** A 1x1 convolution as a linear layer over channels, channels last. */
    private static Tensor channelMap(Linear map, Tensor x) {
        return map.forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
    }

    private static ScalarOptional limit(double value) {
        return new ScalarOptional(new Scalar(value));
    }
}
