package io.brushwork.generation;

import io.brushwork.files.picture.Picture;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Makes pictures of latents, one at a time.
 *
 * @param inFloat32 the same autoencoder in float32, tried where the first gives numbers that are none, as A1111 does; null
 *     where the first is in float32 itself
 * @param tiled whether to decode in tiles
 */
record PictureDecoder(AutoencoderKl vae, @Nullable AutoencoderKl inFloat32, boolean tiled) {
    /** latent: [1, c, h, w]. */
    Picture decode(Tensor latent) {
        try (Scope scope = new Scope()) {
            Tensor pixels = pixels(vae, latent);
            if (isBroken(pixels) && inFloat32 != null) {
                pixels = pixels(inFloat32, latent);
            }
            if (isBroken(pixels)) {
                throw new ArithmeticException("the autoencoder gave values that are not numbers (NaN): try float32 or"
                        + " another autoencoder");
            }
            return LatentImages.picture(pixels.get(0));
        }
    }

    private Tensor pixels(AutoencoderKl network, Tensor latent) {
        return tiled ? network.decodeTiled(latent) : network.decode(latent);
    }

    private static boolean isBroken(Tensor pixels) {
        return pixels.isnan().any().item_bool();
    }
}
