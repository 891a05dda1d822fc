package io.brushwork.generation;

import io.brushwork.tensor.Interpolation;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How hires fix enlarges the first pass: in the latent, or in pixels through the autoencoder. Labels are A1111's. */
public enum Upscale {
    LATENT("Latent", Interpolation.BILINEAR),
    LATENT_ANTIALIASED("Latent (antialiased)", Interpolation.BILINEAR_ANTIALIASED),
    LATENT_BICUBIC("Latent (bicubic)", Interpolation.BICUBIC),
    LATENT_BICUBIC_ANTIALIASED("Latent (bicubic antialiased)", Interpolation.BICUBIC_ANTIALIASED),
    LATENT_NEAREST("Latent (nearest)", Interpolation.NEAREST),
    LATENT_NEAREST_EXACT("Latent (nearest-exact)", Interpolation.NEAREST_EXACT),
    LANCZOS("Lanczos", null),
    NEAREST("Nearest", null);

    private final String label;
    private final @Nullable Interpolation interpolation;

    Upscale(String label, @Nullable Interpolation interpolation) {
        this.label = label;
        this.interpolation = interpolation;
    }

    public String label() {
        return label;
    }

    /** How it enlarges a latent; null for those in pixels. */
    @Nullable
    Interpolation interpolation() {
        return interpolation;
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
