package io.brushwork.hypernetwork;

import io.brushwork.files.ModelFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a hypernetwork under the keys of A1111's file format, with the values that A1111 takes for keys that
 * older files lack. Both formats go through this one table.
 */
final class Settings {
    static final String NAME = "name";
    private static final String STEP = "step";
    private static final String LAYER_STRUCTURE = "layer_structure";
    private static final String ACTIVATION = "activation_func";
    private static final String LAYER_NORM = "is_layer_norm";
    private static final String WEIGHT_INIT = "weight_initialization";
    private static final String SD_CHECKPOINT = "sd_checkpoint";
    private static final String SD_CHECKPOINT_NAME = "sd_checkpoint_name";
    private static final String ACTIVATE_OUTPUT = "activate_output";
    private static final String USE_DROPOUT = "use_dropout";
    private static final String DROPOUT_STRUCTURE = "dropout_structure";
    private static final String LAST_LAYER_DROPOUT = "last_layer_dropout";
    private static final String OPTIONAL_INFO = "optional_info";

    private final Path file;
    private final Map<?, ?> fields;

    private Settings(Path file, Map<?, ?> fields) {
        this.file = file;
        this.fields = fields;
    }

    /**
     * Reads the settings; keys not in the table are ignored.
     *
     * @throws ModelFormatException for a value of the wrong kind, or one that no network can have
     */
    static HypernetworkConfig read(Path file, Map<?, ?> fields) throws ModelFormatException {
        Settings settings = new Settings(file, fields);
        settings.refuseResidual();
        try {
            return settings.config();
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file, String.valueOf(e.getMessage()));
        }
    }

    /** The name that stands in the file; null where there is none. */
    static @Nullable String recordedName(Path file, Map<?, ?> fields) throws ModelFormatException {
        return new Settings(file, fields).text(NAME);
    }

    /** All settings in the order in which A1111 writes them. */
    static Map<String, @Nullable Object> write(String name, HypernetworkConfig config) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put(STEP, config.step());
        fields.put(NAME, name);
        fields.put(LAYER_STRUCTURE, config.layerStructure());
        fields.put(ACTIVATION, config.activation().label());
        fields.put(LAYER_NORM, config.layerNorm());
        fields.put(WEIGHT_INIT, config.weightInit());
        fields.put(SD_CHECKPOINT, config.sdCheckpoint());
        fields.put(SD_CHECKPOINT_NAME, config.sdCheckpointName());
        fields.put(ACTIVATE_OUTPUT, config.activateOutput());
        fields.put(USE_DROPOUT, config.useDropout());
        fields.put(DROPOUT_STRUCTURE, wholeZeros(config.dropoutStructure()));
        fields.put(LAST_LAYER_DROPOUT, config.lastLayerDropout());
        fields.put(OPTIONAL_INFO, config.optionalInfo());
        return fields;
    }

    /** A1111 writes "no dropout" as the integer 0. */
    private static List<Object> wholeZeros(List<Double> chances) {
        List<Object> values = new ArrayList<>();
        for (double chance : chances) {
            values.add(chance == 0 ? (Object) 0L : (Object) chance);
        }
        return values;
    }

    private HypernetworkConfig config() throws ModelFormatException {
        List<Double> structure = numbers(LAYER_STRUCTURE, HypernetworkConfig.DEFAULT_STRUCTURE);
        boolean lastLayerDropout = flag(LAST_LAYER_DROPOUT, false);
        boolean useDropout = flag(USE_DROPOUT, false);
        List<Double> dropout = numbers(
                DROPOUT_STRUCTURE, HypernetworkConfig.derivedDropout(structure.size(), useDropout, lastLayerDropout));
        String weightInit = text(WEIGHT_INIT);
        return new HypernetworkConfig(
                structure,
                Activation.of(text(ACTIVATION)),
                flag(LAYER_NORM, false),
                // Files that lack the key date from when the output was always activated.
                flag(ACTIVATE_OUTPUT, true),
                // A1111 never looks past the length of layer_structure.
                dropout.size() > structure.size() ? dropout.subList(0, structure.size()) : dropout,
                useDropout || dropout.stream().anyMatch(chance -> chance != 0),
                lastLayerDropout,
                weightInit == null ? "Normal" : weightInit,
                step(),
                text(SD_CHECKPOINT),
                text(SD_CHECKPOINT_NAME),
                text(OPTIONAL_INFO));
    }

    /** Networks of A1111's MonkeyPatch extension compute something else with weights that partly have the same names. */
    private void refuseResidual() throws ModelFormatException {
        if (Boolean.TRUE.equals(fields.get("skip_connection")) || fields.get("upsample_linear") != null) {
            throw residual(file);
        }
    }

    static ModelFormatException residual(Path file) {
        return new ModelFormatException(
                file,
                "made by the Hypernetwork-MonkeyPatch extension with skip connections or upsampling layers;"
                        + " neither A1111 nor Brushwork can use it");
    }

    private @Nullable String text(String key) throws ModelFormatException {
        Object value = fields.get(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw wrong(key, "text", value);
    }

    private long step() throws ModelFormatException {
        Object value = fields.get(STEP);
        if (value == null) {
            return 0;
        }
        if (value instanceof Number number && number.doubleValue() == number.longValue()) {
            return number.longValue();
        }
        throw wrong(STEP, "a whole number", value);
    }

    /** A key that is present with Python's None is false; one that is missing has the default. */
    private boolean flag(String key, boolean missing) throws ModelFormatException {
        Object value = fields.get(key);
        if (value == null) {
            return missing && !fields.containsKey(key);
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(key, "true or false", value);
    }

    private List<Double> numbers(String key, List<Double> missing) throws ModelFormatException {
        Object value = fields.get(key);
        if (value == null) {
            return missing;
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(key, "a list of numbers", value);
        }
        List<Double> numbers = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof Number number)) {
                throw wrong(key, "a list of numbers", value);
            }
            numbers.add(number.doubleValue());
        }
        return numbers;
    }

    private ModelFormatException wrong(String key, String expected, Object found) {
        String text = String.valueOf(found);
        String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
        return new ModelFormatException(file, key + ": expected " + expected + ", found " + shown);
    }
}
