package io.brushwork.generation;

import io.brushwork.base.Size;
import io.brushwork.files.picture.Picture;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.tensor.Interpolation;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Enlarges the first pass's result for the second: in the latent, or in pixels through the autoencoder. */
final class LatentUpscale {
    private final PictureDecoder decoder;
    private final AutoencoderKl vae;

    LatentUpscale(PictureDecoder decoder) {
        this.decoder = decoder;
        this.vae = decoder.vae();
    }

    /**
     * @param latent [n, c, h, w]
     * @param cover size to grow to
     * @param target size to cut that down to, at the middle
     */
    Tensor grow(Tensor latent, Upscaler upscaler, Size cover, Size target) {
        return Scope.of(() -> {
            Tensor grown = upscaler instanceof Upscaler.InPixels inPixels
                    ? inPixels(latent, inPixels.enlarger(), cover)
                    : inLatent(latent, ((Upscaler.InLatent) upscaler).interpolation(), cover);
            long rows = target.height() / vae.factor();
            long columns = target.width() / vae.factor();
            return grown.narrow(2, (grown.size(2) - rows) / 2, rows)
                    .narrow(3, (grown.size(3) - columns) / 2, columns)
                    .contiguous();
        });
    }

    private Tensor inLatent(Tensor latent, Interpolation interpolation, Size size) {
        return interpolation.resize(latent, size.height() / vae.factor(), size.width() / vae.factor());
    }

    private Tensor inPixels(Tensor latent, Upscaler.Enlarger enlarger, Size size) {
        TensorVector grown = new TensorVector();
        for (long i = 0; i < latent.size(0); i++) {
            Picture small = decoder.decode(latent.narrow(0, i, 1));
            Picture large = enlarger.enlarge(small, size.width(), size.height());
            grown.push_back(vae.encode(LatentImages.pixels(large), null));
        }
        return torch.cat(grown, 0);
    }
}
