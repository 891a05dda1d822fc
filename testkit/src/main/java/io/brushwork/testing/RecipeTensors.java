package io.brushwork.testing;

import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.tensor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brushwork.nn.TensorSource;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A checkpoint with random weights, drawn from the seeds of its recipe and so the same everywhere: the one that the
 * recorded values were made with, without its 50 MB.
 */
public final class RecipeTensors implements TensorSource {
    private static final Map<String, RecipeTensors> DRAWN = new LinkedHashMap<>();

    private final String label;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private RecipeTensors(String label, JsonNode recipe) {
        this.label = label;
        for (JsonNode part : recipe.get("parts")) {
            draw(part, recipe.get("used_tokens"));
        }
    }

    /** The checkpoint {@code pocket-sd1} or {@code pocket-sd2}; drawn once a process. */
    public static synchronized RecipeTensors of(String name) {
        LibTorch.load();
        return DRAWN.computeIfAbsent(name, n -> {
            try (InputStream in = RecipeTensors.class.getResourceAsStream("/golden/" + n + ".recipe.json")) {
                return new RecipeTensors(n, new ObjectMapper().readTree(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void draw(JsonNode part, JsonNode usedTokens) {
        try (Scope scope = new Scope();
                Generator generator = torch.make_generator_cpu(part.get("seed").asLong())) {
            GeneratorOptional random = new GeneratorOptional(generator);
            for (JsonNode row : part.get("tensors")) {
                long[] shape = new long[row.get(1).size()];
                for (int i = 0; i < shape.length; i++) {
                    shape[i] = row.get(1).get(i).asLong();
                }
                Tensor drawn = byRule(row.get(2).asText(), randn(shape, random), shape, usedTokens);
                tensors.put(row.get(0).asText(), Scope.retain(drawn.to(ScalarType.Half)));
            }
        }
    }

    private static Tensor byRule(String rule, Tensor drawn, long[] shape, JsonNode usedTokens) {
        return switch (rule) {
            case "matrix" -> {
                double fan = 1;
                for (int i = 1; i < shape.length; i++) {
                    fan *= shape[i];
                }
                yield drawn.mul(new Scalar(0.9)).div(new Scalar(Math.sqrt(fan)));
            }
            case "token" -> keepRows(drawn.mul(new Scalar(0.3)), usedTokens);
            case "position" -> drawn.mul(new Scalar(0.1));
            case "scale" -> ones(shape).add(drawn.mul(new Scalar(0.1)));
            case "bias" -> drawn.mul(new Scalar(0.05));
            default -> throw new IllegalArgumentException("rule: " + rule);
        };
    }

    private static Tensor keepRows(Tensor table, JsonNode usedTokens) {
        long[] ids = new long[usedTokens.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = usedTokens.get(i).asLong();
        }
        Tensor rows = tensor(ids);
        return table.new_zeros(table.sizes()).index_copy(0, rows, table.index_select(0, rows));
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public List<Long> shape(String name) {
        Tensor tensor = Objects.requireNonNull(tensors.get(name), name);
        List<Long> shape = new ArrayList<>();
        for (int i = 0; i < tensor.dim(); i++) {
            shape.add(tensor.size(i));
        }
        return shape;
    }

    @Override
    public Tensor read(String name) {
        return new Tensor(Objects.requireNonNull(tensors.get(name), name));
    }
}
