package io.brushwork.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brushwork.files.Safetensors;
import io.brushwork.nn.FileTensors;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
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
            return Path.of(Objects.requireNonNull(Golden.class.getResource("/golden/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The tensors of {@code golden/name.safetensors}. */
    public static Golden of(String name) {
        try {
            return new Golden(new FileTensors(
                    name, Safetensors.read(file(name + ".safetensors")).tensors()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JSON of {@code golden/name.json}. */
    public static JsonNode json(String name) {
        try {
            return new ObjectMapper().readTree(file(name + ".json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Set<String> names() {
        return tensors.names();
    }

    public boolean has(String name) {
        return names().contains(name);
    }

    public Tensor get(String name) {
        try {
            return tensors.read(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The values of a float32 tensor, row by row. */
    public float[] floats(String name) {
        try (Scope scope = new Scope()) {
            Tensor tensor = get(name).contiguous();
            float[] values = new float[(int) tensor.numel()];
            tensor.data_ptr_float().get(values);
            return values;
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
