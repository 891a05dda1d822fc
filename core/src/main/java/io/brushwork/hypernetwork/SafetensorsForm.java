package io.brushwork.hypernetwork;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.Safetensors;
import io.brushwork.files.StoredTensor;
import io.brushwork.files.TensorData;
import io.brushwork.nn.WrittenTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Brushwork's own format for hypernetworks, described in docs/formats.md: tensors named {@code
 * <width>.<k|v>.linear.<n>.<weight|bias>}, and A1111's settings under A1111's keys in the metadata, as text.
 */
final class SafetensorsForm {
    private static final String FORMAT = "format";
    private static final String VERSION = "brushwork.hypernetwork.v1";
    private static final String WIDTHS = "widths";
    /** Settings whose value is JSON; all others are text as it is. */
    private static final Set<String> JSON = Set.of(
            "step",
            "layer_structure",
            "is_layer_norm",
            "activate_output",
            "use_dropout",
            "dropout_structure",
            "last_layer_dropout",
            WIDTHS);

    private static final Pattern TENSOR = Pattern.compile("([1-9]\\d{0,8})\\.([kv])\\.(.+)");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SafetensorsForm() {}

    static HypernetworkFile read(Path file) throws IOException {
        Checkpoint checkpoint = Safetensors.read(file);
        String format = checkpoint.metadata().get(FORMAT);
        if (!VERSION.equals(format)) {
            throw new ModelFormatException(
                    file,
                    "no hypernetwork that this version can read: expected the metadata to say format " + VERSION
                            + ", found " + (format == null ? "none" : format));
        }
        Map<String, Object> fields = new HashMap<>();
        for (Map.Entry<String, String> entry : checkpoint.metadata().entrySet()) {
            fields.put(entry.getKey(), value(file, entry.getKey(), entry.getValue()));
        }
        return new HypernetworkFile(
                Settings.recordedName(file, fields),
                Settings.read(file, fields),
                modules(file, fields.get(WIDTHS), checkpoint.tensors()));
    }

    private static Object value(Path file, String key, String text) throws ModelFormatException {
        if (!JSON.contains(key)) {
            return text;
        }
        try {
            return MAPPER.readValue(text, Object.class);
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(file, "metadata " + key + ": is not JSON");
        }
    }

    private static Map<Long, HypernetworkFile.StoredPair> modules(
            Path file, @Nullable Object widths, Map<String, StoredTensor> tensors) throws ModelFormatException {
        Map<Long, HypernetworkFile.StoredPair> modules = new LinkedHashMap<>();
        if (!(widths instanceof List<?> order) || order.isEmpty()) {
            throw new ModelFormatException(file, "metadata widths: expected a list of whole numbers");
        }
        for (Object width : order) {
            if (!(width instanceof Integer number)) {
                throw new ModelFormatException(file, "metadata widths: expected a list of whole numbers");
            }
            modules.put(
                    number.longValue(), new HypernetworkFile.StoredPair(new LinkedHashMap<>(), new LinkedHashMap<>()));
        }
        for (Map.Entry<String, StoredTensor> tensor : tensors.entrySet()) {
            Matcher name = TENSOR.matcher(tensor.getKey());
            HypernetworkFile.StoredPair pair = name.matches() ? modules.get(Long.parseLong(name.group(1))) : null;
            if (pair == null) {
                throw new ModelFormatException(
                        file, tensor.getKey() + ": expected a tensor of one of the widths " + modules.keySet());
            }
            (name.group(2).equals("k") ? pair.key() : pair.value()).put(name.group(3), tensor.getValue());
        }
        return modules;
    }

    static void write(Path file, String name, HypernetworkConfig config, Hypernetwork network, DType dtype)
            throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(FORMAT, VERSION);
        Settings.write(name, config).forEach((key, value) -> {
            // Safetensors knows no null: a key that is missing means it.
            if (value != null) {
                metadata.put(key, value.toString());
            }
        });
        metadata.put(WIDTHS, new ArrayList<>(network.modules().keySet()).toString());
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        network.weights().forEach((key, weight) -> tensors.put(key, WrittenTensor.of(dtype, weight)));
        Safetensors.write(file, tensors, metadata);
    }
}
