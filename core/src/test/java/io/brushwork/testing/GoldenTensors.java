package io.brushwork.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brushwork.tensor.LibTorch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/** Recorded values from the test resources under {@code golden/}: float32 tensors of safetensors files, and JSON. */
public final class GoldenTensors {
    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    private GoldenTensors() {}

    /** Reads the float32 tensors of a file; others are passed over. */
    public static GoldenTensors read(String file) {
        ByteBuffer bytes = ByteBuffer.wrap(resource(file)).order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = Math.toIntExact(bytes.getLong());
        byte[] header = new byte[headerLength];
        bytes.get(header);
        ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        GoldenTensors golden = new GoldenTensors();
        parse(header).properties().forEach(entry -> {
            JsonNode tensor = entry.getValue();
            if (tensor.path("dtype").asText().equals("F32")) {
                int begin = tensor.path("data_offsets").path(0).asInt();
                int end = tensor.path("data_offsets").path(1).asInt();
                float[] floats = new float[(end - begin) / Float.BYTES];
                data.slice(begin, end - begin)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(floats);
                golden.values.put(entry.getKey(), floats);
                golden.shapes.put(entry.getKey(), longs(tensor.path("shape")));
            }
        });
        return golden;
    }

    /** A JSON file. */
    public static JsonNode json(String file) {
        return parse(resource(file));
    }

    public Iterable<String> names() {
        return values.keySet();
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public float[] floats(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    public Tensor tensor(String name) {
        LibTorch.load();
        return Tensor.create(floats(name), Objects.requireNonNull(shapes.get(name), name));
    }

    private static long[] longs(JsonNode array) {
        long[] result = new long[array.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = array.path(i).asLong();
        }
        return result;
    }

    private static byte[] resource(String file) {
        try (InputStream in = GoldenTensors.class.getResourceAsStream("/golden/" + file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(byte[] json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
