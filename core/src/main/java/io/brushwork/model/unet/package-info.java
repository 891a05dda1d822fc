/**
 * The U-Net of Stable Diffusion 1 and 2: from a noisy latent, a timestep and a prompt's context to the predicted noise.
 *
 * <p>Read {@link io.brushwork.model.unet.UNet} first. Feature maps are [n, channels, h, w] and lie channels last in
 * memory, which oneDNN's convolutions like best and which makes tokens a view. Hypernetworks enter through {@link
 * io.brushwork.nn.ContextTransform} and nowhere else; {@link io.brushwork.model.unet.PreparedContext} keeps what does
 * not change from step to step.
 */
@NullMarked
package io.brushwork.model.unet;

import org.jspecify.annotations.NullMarked;
