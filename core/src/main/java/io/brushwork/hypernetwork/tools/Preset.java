package io.brushwork.hypernetwork.tools;

import io.brushwork.base.Labels;
import io.brushwork.hypernetwork.Activation;
import io.brushwork.hypernetwork.HypernetworkConfig;
import java.util.List;
import java.util.Locale;

/** Structures that people have had success with; docs/training.md says who, and why each setting is as it is. */
public enum Preset {
    /** Deep, normalised and with dropout: a way of drawing, from a few dozen pictures on. */
    STYLE(HypernetworkConfig.untrained(
            List.of(1.0, 2.0, 2.0, 1.0), Activation.MISH, true, false, List.of(0.0, 0.05, 0.15, 0.0), "KaimingNormal")),
    /** Wide and shallow: a person or a thing that the model does not know. */
    SUBJECT(HypernetworkConfig.untrained(
            List.of(1.0, 4.0, 1.0), Activation.SWISH, false, false, List.of(0.0, 0.0, 0.0), "Normal")),
    /** One linear layer: five to ten pictures. It can be folded into a checkpoint exactly. */
    FEW(HypernetworkConfig.untrained(List.of(1.0, 1.0), Activation.LINEAR, false, false, List.of(0.0, 0.0), "Normal"));

    @SuppressWarnings("ImmutableEnumChecker") // a record of values
    private final HypernetworkConfig config;

    Preset(HypernetworkConfig config) {
        this.config = config;
    }

    /**
     * The one of that name, {@code style}, {@code subject} or {@code few}.
     *
     * @throws IllegalArgumentException for another name
     */
    public static Preset of(String label) {
        return Labels.of(List.of(values()), Preset::label, "preset", label);
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public HypernetworkConfig config() {
        return config;
    }
}
