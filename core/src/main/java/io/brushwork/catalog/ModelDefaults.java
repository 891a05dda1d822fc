package io.brushwork.catalog;

import io.brushwork.base.Size;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a checkpoint asks for where a request leaves the choice to it, as the metadata of its safetensors file says. Files
 * of others say nothing of the kind, and get A1111's defaults.
 *
 * @param side of the pictures that it draws best, in pixels
 * @param cfgScale strength of guidance that suits it; small models are spoilt by that of large ones
 */
public record ModelDefaults(OptionalInt side, OptionalDouble cfgScale) {
    /** Name of {@link #side} in the metadata. */
    public static final String SIDE_KEY = "brushwork.native_size";
    /** Name of {@link #cfgScale} in the metadata. */
    public static final String CFG_SCALE_KEY = "brushwork.cfg_scale";

    /** A1111's default. */
    public static final double CFG_SCALE = 7;

    public static final ModelDefaults NONE = new ModelDefaults(OptionalInt.empty(), OptionalDouble.empty());

    /** Values that no request could have are taken for none. */
    public static ModelDefaults of(Map<String, String> metadata) {
        return new ModelDefaults(
                side(metadata.getOrDefault(SIDE_KEY, "")), cfgScale(metadata.getOrDefault(CFG_SCALE_KEY, "")));
    }

    private static OptionalInt side(String text) {
        int side = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
        return side > 0 && Size.isSide(side) ? OptionalInt.of(side) : OptionalInt.empty();
    }

    private static OptionalDouble cfgScale(String text) {
        double scale = text.matches("\\d{1,3}(\\.\\d{1,6})?") ? Double.parseDouble(text) : -1;
        return scale >= 0 && isCfgScale(scale) ? OptionalDouble.of(scale) : OptionalDouble.empty();
    }

    /** Whether guidance can be that strong: 0 to 100. */
    public static boolean isCfgScale(double value) {
        return value >= 0 && value <= 100;
    }

    /** The strength of guidance of a request that leaves it to the model. */
    public double settledCfgScale() {
        return cfgScale.orElse(CFG_SCALE);
    }
}
