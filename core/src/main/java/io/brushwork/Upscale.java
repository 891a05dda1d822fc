package io.brushwork;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How hires fix enlarges the first pass: in the latent, or in pixels through the autoencoder. Labels are A1111's. */
public enum Upscale {
    LATENT("Latent", "bilinear", false),
    LATENT_ANTIALIASED("Latent (antialiased)", "bilinear", true),
    LATENT_BICUBIC("Latent (bicubic)", "bicubic", false),
    LATENT_BICUBIC_ANTIALIASED("Latent (bicubic antialiased)", "bicubic", true),
    LATENT_NEAREST("Latent (nearest)", "nearest", false),
    LATENT_NEAREST_EXACT("Latent (nearest-exact)", "nearest-exact", false),
    LANCZOS("Lanczos", "", false),
    NEAREST("Nearest", "", false);

    private final String label;
    private final String mode;
    private final boolean antialias;

    Upscale(String label, String mode, boolean antialias) {
        this.label = label;
        this.mode = mode;
        this.antialias = antialias;
    }

    public String label() {
        return label;
    }

    public boolean isLatent() {
        return !mode.isEmpty();
    }

    /** The name of the interpolation in PyTorch; empty for those in pixels. */
    String mode() {
        return mode;
    }

    boolean antialias() {
        return antialias;
    }

    /** The mode of a label, in any case. */
    public static Upscale ofLabel(String label) {
        return Arrays.stream(values())
                .filter(u -> u.label.equalsIgnoreCase(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("upscaler: expected one of "
                        + Arrays.stream(values()).map(Upscale::label).collect(Collectors.joining(", ")) + ", got "
                        + label));
    }
}
