/**
 * The autoencoder of Stable Diffusion: pictures to latents and back.
 *
 * <p>Read {@link io.brushwork.model.vae.AutoencoderKl} first. Pictures are [n, 3, h, w] with values from -1 to 1; latents
 * are scaled as the U-Net sees them.
 */
@NullMarked
package io.brushwork.model.vae;

import org.jspecify.annotations.NullMarked;
