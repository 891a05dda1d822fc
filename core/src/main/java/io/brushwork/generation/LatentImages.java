package io.brushwork.generation;

import io.brushwork.files.picture.Picture;
import io.brushwork.model.ModelFamily;
import io.brushwork.tensor.Scope;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Between latents, tensors of pixels and pictures; all tensors on the processor. */
final class LatentImages {
    private LatentImages() {}

    /** [3, h, w] with values -1 to 1, cut off to whole grey levels as A1111 does. */
    static Picture picture(Tensor pixels) {
        try (Scope scope = new Scope()) {
            Tensor bytes = pixels.to(ScalarType.Float)
                    .add(new Scalar(1))
                    .div(new Scalar(2))
                    .clamp_min(new Scalar(0))
                    .clamp_max(new Scalar(1))
                    .mul(new Scalar(255))
                    .to(ScalarType.Byte)
                    .permute(1, 2, 0)
                    .contiguous();
            byte[] rgb = new byte[(int) bytes.numel()];
            new BytePointer(bytes.data_ptr()).get(rgb);
            return new Picture((int) pixels.size(2), (int) pixels.size(1), rgb);
        }
    }

    /** A picture as [1, 3, h, w] with values -1 to 1. */
    static Tensor pixels(Picture picture) {
        return Scope.of(() -> {
            long[] shape = {1, picture.height(), picture.width(), 3};
            Tensor bytes = torch.empty(shape, new TensorOptions(ScalarType.Byte), null);
            new BytePointer(bytes.data_ptr()).put(picture.rgb());
            return bytes.permute(0, 3, 1, 2)
                    .to(ScalarType.Float)
                    .div(new Scalar(127.5))
                    .sub(new Scalar(1))
                    .contiguous();
        });
    }

    /** A small picture of the first predicted clean latent of a batch [n, c, h, w], without the autoencoder. */
    static Picture preview(Tensor denoised, ModelFamily family) {
        try (Scope scope = new Scope()) {
            float[] factors = new float[family.preview().size()];
            for (int i = 0; i < factors.length; i++) {
                factors[i] = family.preview().get(i);
            }
            int channels = family.latentChannels();
            Tensor rgb = torch.einsum(
                    "chw,cr->rhw",
                    new TensorVector(
                            denoised.get(0).narrow(0, 0, channels).to(ScalarType.Float),
                            torch.tensor(factors).view(channels, 3)));
            return picture(rgb);
        }
    }
}
