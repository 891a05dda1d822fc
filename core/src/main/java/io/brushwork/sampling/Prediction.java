package io.brushwork.sampling;

/** What a network was trained to predict. */
public enum Prediction {
    /** The noise in the latent: Stable Diffusion 1, and 2 "base". */
    EPS,
    /** Velocity, {@code alpha * noise - sigma * latent} (Salimans and Ho, arXiv:2202.00512): Stable Diffusion 2 "v". */
    V
}
