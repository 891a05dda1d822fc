package io.brushwork.hypernetwork;

import io.brushwork.files.DType;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.StoredTensor;
import io.brushwork.files.TorchFile;
import io.brushwork.files.Tuple;
import io.brushwork.nn.WrittenTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A1111's format, as {@code torch.save} writes it: one dictionary with an integer key for each width, holding the state
 * dictionaries of the modules for keys and values, and text keys for the settings.
 */
final class TorchForm {
    private TorchForm() {}

    static HypernetworkFile read(Path file) throws IOException {
        if (!(TorchFile.read(file) instanceof Map<?, ?> root)) {
            throw new ModelFormatException(file, "no hypernetwork: expected a dictionary");
        }
        Map<Long, HypernetworkFile.StoredPair> modules = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : root.entrySet()) {
            // Other keys that are no settings, such as an optimizer's state, are passed over.
            if (entry.getKey() instanceof Long width) {
                modules.put(width, pair(file, width, entry.getValue()));
            }
        }
        if (modules.isEmpty()) {
            throw new ModelFormatException(
                    file, "no hypernetwork: expected widths such as 320 or 768 as keys, found none");
        }
        return new HypernetworkFile(Settings.recordedName(file, root), Settings.read(file, root), modules);
    }

    private static HypernetworkFile.StoredPair pair(Path file, long width, Object value) throws ModelFormatException {
        if (width < 1 || !(value instanceof List<?> pair) || pair.size() != 2) {
            throw new ModelFormatException(
                    file, "key " + width + ": expected a width with a pair of modules, for keys and for values");
        }
        return new HypernetworkFile.StoredPair(
                tensors(file, width + ".k", pair.get(0)), tensors(file, width + ".v", pair.get(1)));
    }

    private static Map<String, StoredTensor> tensors(Path file, String module, Object value)
            throws ModelFormatException {
        if (!(value instanceof Map<?, ?> state)) {
            throw new ModelFormatException(file, module + ": expected a dictionary of tensors");
        }
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : state.entrySet()) {
            if (!(entry.getKey() instanceof String name) || !(entry.getValue() instanceof StoredTensor tensor)) {
                throw new ModelFormatException(file, module + "." + entry.getKey() + ": expected a tensor");
            }
            tensors.put(name, tensor);
        }
        return tensors;
    }

    /**
     * Writes a network as A1111 would.
     *
     * @param name written into the file, where A1111 looks for it; it should be the file's stem
     */
    static void write(Path file, String name, HypernetworkConfig config, Hypernetwork network, DType dtype)
            throws IOException {
        Map<Object, Object> root = new LinkedHashMap<>();
        network.modules()
                .forEach((width, pair) ->
                        root.put(width, Tuple.of(state(pair.key(), dtype), state(pair.value(), dtype))));
        root.putAll(Settings.write(name, config));
        TorchFile.write(file, root);
    }

    private static Map<String, WrittenTensor> state(HypernetworkModule module, DType dtype) {
        Map<String, WrittenTensor> state = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> weight : module.weights().entrySet()) {
            state.put(weight.getKey(), WrittenTensor.of(dtype, weight.getValue()));
        }
        return state;
    }
}
