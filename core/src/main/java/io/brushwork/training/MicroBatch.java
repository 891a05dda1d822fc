package io.brushwork.training;

import io.brushwork.model.unet.Conditioning;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What one pass through the U-Net learns from.
 *
 * @param latents clean and scaled, [n, c, h, w]
 * @param timesteps of the noise, one for each latent, 0 to 999
 * @param noise standard normal, of the latents' shape
 * @param conditioning by the captions, its context [n, tokens, width]
 * @param weights of the loss by place, [n, 1, h, w]; null for equal ones
 */
record MicroBatch(
        Tensor latents,
        List<Integer> timesteps,
        Tensor noise,
        Conditioning conditioning,
        @Nullable Tensor weights) {}
