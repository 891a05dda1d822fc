package io.brushwork.sampling;

import org.bytedeco.pytorch.Tensor;

/** Predicts the clean latent from a noisy one. */
@FunctionalInterface
public interface Denoiser {
    /**
     * The clean latent in a noisy one.
     *
     * @param x latent with noise, {@code [n, c, h, w]}: clean latent + {@code sigma} times standard normal noise
     * @param sigma noise level, above 0
     * @return the predicted clean latent, of the shape of {@code x}
     */
    Tensor denoise(Tensor x, double sigma);
}
