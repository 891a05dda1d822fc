package io.brushwork.sampling;

import org.bytedeco.pytorch.Tensor;

/**
 * The network as the denoisers call it: a U-Net, or a U-Net with guidance around it. Guidance may be applied here, on
 * what the network gives, as well as on denoised latents: one is an affine function of the other at a given noise level,
 * and {@link Guidance} forms affine combinations.
 */
@FunctionalInterface
public interface NoisePredictor {
    /**
     * The network's answer.
     *
     * @param x latent scaled to the variance that the network was trained on, {@code [n, c, h, w]}
     * @param timestep index of the training noise, 0 to 999; with a fraction where it lies between two of them
     * @return eps or v (see {@link Prediction}), of the shape of {@code x}
     */
    Tensor predict(Tensor x, double timestep);
}
