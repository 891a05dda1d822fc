package io.brushwork.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model file opened: the names of its tensors and where each lies. Nothing but names and sizes is in memory.
 *
 * @param tensors in the order of the file, unmodifiable
 * @param metadata of safetensors the {@code __metadata__}; of torch files the plain values beside the tensors, such as
 *     {@code global_step}; unmodifiable
 */
public record Checkpoint(Path file, Map<String, StoredTensor> tensors, Map<String, String> metadata) {
    /** The largest known checkpoints have some 3,000. */
    private static final int MAX_TENSORS = 100_000;

    public Checkpoint {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * Opens a safetensors file, a torch zip, a file of PyTorch before 1.6, told apart by their content, or a folder of
     * Diffusers ({@link DiffusersFolder}). Of a torch
     * file whose tree has a {@code state_dict} (PyTorch Lightning, {@code .vae.pt}) only that is taken; dictionaries
     * inside it are flattened, their keys joined by dots, and the elements of lists are numbered.
     *
     * @throws ModelFormatException where the file is missing, empty, no model, damaged or an attack
     */
    public static Checkpoint open(Path file) throws IOException {
        if (DiffusersFolder.isOne(file)) {
            return DiffusersFolder.open(file);
        }
        if (FileKind.of(file) == FileKind.SAFETENSORS) {
            return Safetensors.read(file);
        }
        if (!(TorchFile.read(file) instanceof Map<?, ?> tree)) {
            throw new ModelFormatException(file, "holds no dictionary of tensors");
        }
        Map<?, ?> stateDict = tree;
        // A1111 unwraps once and drops a second wrapper; nothing writes more.
        while (stateDict.get("state_dict") instanceof Map<?, ?> inner) {
            stateDict = inner;
        }
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        flatten(file, "", stateDict, tensors);
        if (tensors.isEmpty()) {
            throw new ModelFormatException(file, "holds no tensors");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        tree.forEach((key, value) -> {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                metadata.put(String.valueOf(key), String.valueOf(value));
            }
        });
        return new Checkpoint(file, tensors, metadata);
    }

    /**
     * One tensor.
     *
     * @throws ModelFormatException where the file has none of that name
     */
    public StoredTensor tensor(String name) throws ModelFormatException {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new ModelFormatException(file, "has no tensor '" + name + "'");
        }
        return tensor;
    }

    private static void flatten(Path file, String name, @Nullable Object value, Map<String, StoredTensor> into)
            throws ModelFormatException {
        if (name.length() > PickleReader.MAX_NAME) {
            throw new ModelFormatException(file, "the name of a tensor is over " + PickleReader.MAX_NAME + " long");
        }
        if (value instanceof StoredTensor tensor) {
            if (into.put(name, tensor) != null) {
                throw new ModelFormatException(file, "has two tensors with the name '" + name + "'");
            }
            if (into.size() > MAX_TENSORS) {
                throw new ModelFormatException(file, "has more than " + MAX_TENSORS + " tensors");
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                flatten(file, join(name, entry.getKey()), entry.getValue(), into);
            }
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(file, join(name, i), list.get(i), into);
            }
        }
    }

    private static String join(String name, Object key) {
        return name.isEmpty() ? String.valueOf(key) : name + "." + key;
    }
}
