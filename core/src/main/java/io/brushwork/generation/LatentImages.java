package io.brushwork.generation;

import io.brushwork.files.picture.Picture;
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
    /** Latent channels to red, green and blue, for previews: a least-squares fit that the community found for SD 1. */
    private static final float[] PREVIEW = {
        0.298f, 0.207f, 0.208f, 0.187f, 0.286f, 0.173f, -0.158f, 0.189f, 0.264f, -0.184f, -0.271f, -0.473f
    };

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

    /** A small picture of the first predicted clean latent of a batch [n, 4, h, w], without the autoencoder. */
    static Picture preview(Tensor denoised) {
        try (Scope scope = new Scope()) {
            Tensor factors = torch.tensor(PREVIEW).view(4, 3);
            Tensor rgb = torch.einsum(
                    "chw,cr->rhw",
                    new TensorVector(denoised.get(0).narrow(0, 0, 4).to(ScalarType.Float), factors));
            return picture(rgb);
        }
    }
}
