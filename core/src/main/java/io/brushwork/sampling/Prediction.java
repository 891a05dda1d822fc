package io.brushwork.sampling;

import io.brushwork.base.Labels;
import java.util.List;

/** What a network was trained to predict. */
public enum Prediction {
    /** The noise in the latent: Stable Diffusion 1, and 2 "base". */
    EPS("eps"),
    /** Velocity, {@code alpha * noise - sigma * latent} (Salimans and Ho, arXiv:2202.00512): Stable Diffusion 2 "v". */
    V("v");

    private final String label;

    Prediction(String label) {
        this.label = label;
    }

    /** {@code eps} or {@code v}: the word of users, and in the metadata of a folder of Diffusers once it was read. */
    public String label() {
        return label;
    }

    /**
     * The prediction of a label, in any case.
     *
     * @throws IllegalArgumentException for another word
     */
    public static Prediction ofLabel(String label) {
        return Labels.of(List.of(values()), Prediction::label, "prediction", label);
    }
}
