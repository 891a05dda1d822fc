package io.brushwork;

import io.brushwork.files.Picture;
import io.brushwork.files.PictureResize;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Enlarges the first pass's result for the second: in the latent, or in pixels through the autoencoder. */
final class LatentUpscale {
    private final AutoencoderKl vae;
    private final boolean tiled;

    LatentUpscale(AutoencoderKl vae, boolean tiled) {
        this.vae = vae;
        this.tiled = tiled;
    }

    /**
     * @param latent [n, c, h, w]
     * @param cover size to grow to
     * @param target size to cut that down to, at the middle
     */
    Tensor grow(Tensor latent, Upscale upscale, Size cover, Size target) {
        return Scope.of(() -> {
            Tensor grown = upscale.isLatent() ? inLatent(latent, upscale, cover) : inPixels(latent, upscale, cover);
            long rows = target.height() / vae.factor();
            long columns = target.width() / vae.factor();
            return grown.narrow(2, (grown.size(2) - rows) / 2, rows)
                    .narrow(3, (grown.size(3) - columns) / 2, columns)
                    .contiguous();
        });
    }

    /** As PyTorch's {@code interpolate} with {@code align_corners=False}. */
    private Tensor inLatent(Tensor latent, Upscale upscale, Size size) {
        long[] to = {size.height() / vae.factor(), size.width() / vae.factor()};
        DoubleOptional auto = new DoubleOptional();
        return switch (upscale.mode() + (upscale.antialias() ? " antialiased" : "")) {
            case "bilinear" -> torch.upsample_bilinear2d(latent, to, false, auto, auto);
            case "bilinear antialiased" -> torch._upsample_bilinear2d_aa(latent, to, false, auto, auto);
            case "bicubic" -> torch.upsample_bicubic2d(latent, to, false, auto, auto);
            case "bicubic antialiased" -> torch._upsample_bicubic2d_aa(latent, to, false, auto, auto);
            case "nearest" -> torch.upsample_nearest2d(latent, to, auto, auto);
            case "nearest-exact" -> torch._upsample_nearest_exact2d(latent, to, auto, auto);
            default -> throw new IllegalStateException("upscale: " + upscale);
        };
    }

    private Tensor inPixels(Tensor latent, Upscale upscale, Size size) {
        PictureResize.Filter filter =
                upscale == Upscale.NEAREST ? PictureResize.Filter.NEAREST : PictureResize.Filter.LANCZOS;
        TensorVector grown = new TensorVector();
        for (long i = 0; i < latent.size(0); i++) {
            Picture small = LatentImages.decode(vae, latent.narrow(0, i, 1), tiled);
            Picture large = PictureResize.resize(small, size.width(), size.height(), filter);
            grown.push_back(vae.encode(LatentImages.pixels(large), null));
        }
        return torch.cat(grown, 0);
    }
}
