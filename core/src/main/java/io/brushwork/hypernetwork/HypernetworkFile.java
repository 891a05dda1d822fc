package io.brushwork.hypernetwork;

import io.brushwork.files.DType;
import io.brushwork.files.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A hypernetwork file taken apart, whichever format it has; no number of it is read yet.
 *
 * @param recordedName the name inside the file, which need not be the file's
 * @param modules by width, in the order of the file
 */
record HypernetworkFile(@Nullable String recordedName, HypernetworkConfig config, Map<Long, StoredPair> modules) {

    HypernetworkFile {
        modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
    }

    /** The tensors of the modules for keys and values of one width, by names such as {@code linear.0.weight}. */
    record StoredPair(Map<String, StoredTensor> key, Map<String, StoredTensor> value) {}

    /** Reads either format; which one it is the first bytes say, not the file's name. */
    static HypernetworkFile read(Path file) throws IOException {
        return isSafetensors(file) ? SafetensorsForm.read(file) : TorchForm.read(file);
    }

    /** Safetensors has its header, a JSON object, at byte 8; neither a zip nor a pickle has a brace there. */
    private static boolean isSafetensors(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        ByteBuffer start = ByteBuffer.allocate(9);
        try (FileChannel channel = FileChannel.open(file)) {
            while (start.hasRemaining() && channel.read(start) >= 0) {
                // Until the buffer is full or the file ends.
            }
        }
        return !start.hasRemaining() && start.get(8) == '{';
    }

    /** In which type all weights can be written back without loss; float32 for what is wider. */
    DType dtype() {
        Set<DType> found = modules.values().stream()
                .flatMap(pair -> Stream.concat(pair.key().values().stream(), pair.value().values().stream()))
                .map(StoredTensor::dtype)
                .collect(Collectors.toSet());
        boolean half = found.equals(Set.of(DType.F16)) || found.equals(Set.of(DType.BF16));
        return half ? found.iterator().next() : DType.F32;
    }
}
