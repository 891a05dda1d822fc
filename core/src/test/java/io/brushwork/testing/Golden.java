package io.brushwork.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brushwork.files.DType;
import io.brushwork.files.StoredTensor;
import io.brushwork.nn.FileTensors;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Values recorded from the reference programs, and how far ours may be from them. */
public final class Golden {
    private final FileTensors tensors;

    private Golden(FileTensors tensors) {
        this.tensors = tensors;
    }

    /** A resource below {@code golden/}. */
    public static Path file(String name) {
        try {
            return Path.of(Golden.class.getResource("/golden/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The tensors of {@code golden/name.safetensors}. */
    public static Golden of(String name) throws IOException {
        Path file = file(name + ".safetensors");
        byte[] bytes = Files.readAllBytes(file);
        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        JsonNode json = new ObjectMapper().readTree(bytes, 8, (int) header);
        Map<String, StoredTensor> stored = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> e : json.properties()) {
            if (!e.getKey().equals("__metadata__")) {
                List<Long> shape = new ArrayList<>();
                e.getValue().get("shape").forEach(n -> shape.add(n.asLong()));
                DType dtype = DType.valueOf(e.getValue().get("dtype").asText());
                long offset =
                        8 + header + e.getValue().get("data_offsets").get(0).asLong();
                stored.put(e.getKey(), StoredTensor.contiguous(file, dtype, shape, offset));
            }
        }
        return new Golden(new FileTensors(name, stored));
    }

    public Set<String> names() {
        return tensors.names();
    }

    public Tensor get(String name) {
        try {
            return tensors.read(name);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The largest difference, as a share of the largest expected value. */
    public static double relativeError(Tensor actual, Tensor expected) {
        try (Scope scope = new Scope()) {
            Tensor e = expected.to(ScalarType.Double);
            Tensor difference = actual.to(ScalarType.Double).sub(e).abs().max();
            return difference.item_double() / e.abs().max().item_double();
        }
    }

    public static void assertClose(Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.sizes().vec().get()).isEqualTo(expected.sizes().vec().get());
        assertThat(relativeError(actual, expected)).isLessThan(tolerance);
    }
}
