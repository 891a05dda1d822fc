package io.brushwork.hypernetwork;

import io.brushwork.files.ModelFormatException;
import io.brushwork.files.StoredTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Makes one module of its stored tensors. The tensors are taken in the order of the numbers in their names and must
 * have, one after the other, the shapes that the declared structure asks for. Their numbers must be those of A1111, where
 * layers without weights count too, or run without gaps, as some converters write them; any other gaps would mean
 * layers that the file does not declare.
 */
final class ModuleReader {
    private static final Pattern NAME = Pattern.compile("linear\\.(\\d{1,4})\\.(weight|bias)");
    /** In files older than layer structures: the two linear layers, counted from 1. */
    private static final Pattern OLD_NAME = Pattern.compile("linear([12])\\.(weight|bias)");

    private static final Pattern RESIDUAL = Pattern.compile("linear\\.\\d+\\.(linear\\.\\d+|upsample_layer)\\..*");

    private final Path file;
    private final String prefix;
    private final List<LayerPlan> plan;
    private final TreeMap<Integer, Map<String, StoredTensor>> layers = new TreeMap<>();

    private ModuleReader(Path file, String prefix, List<LayerPlan> plan) {
        this.file = file;
        this.prefix = prefix;
        this.plan = plan;
    }

    /**
     * Reads the module; its weights are in the current scope.
     *
     * @param prefix which module this is, for messages: {@code 768.k}
     * @param tensors by their names within the module, {@code linear.0.weight}
     * @throws ModelFormatException where tensors and structure differ, naming the tensor
     */
    static HypernetworkModule read(
            WeightReader weights,
            Path file,
            String prefix,
            long width,
            HypernetworkConfig config,
            Map<String, StoredTensor> tensors)
            throws ModelFormatException {
        List<LayerPlan> plan;
        try {
            plan = config.plan(width);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file, String.valueOf(e.getMessage()));
        }
        ModuleReader reader = new ModuleReader(file, prefix, plan);
        for (Map.Entry<String, StoredTensor> tensor : tensors.entrySet()) {
            reader.sort(tensor.getKey(), tensor.getValue());
        }
        reader.check();
        return new HypernetworkModule(width, reader.build(weights));
    }

    private void sort(String name, StoredTensor tensor) throws ModelFormatException {
        Matcher modern = NAME.matcher(name);
        Matcher old = OLD_NAME.matcher(name);
        int number;
        String weight;
        if (modern.matches()) {
            number = Integer.parseInt(modern.group(1));
            weight = modern.group(2);
        } else if (old.matches()) {
            number = Integer.parseInt(old.group(1)) - 1;
            weight = old.group(2);
        } else if (RESIDUAL.matcher(name).matches()) {
            throw Settings.residual(file);
        } else {
            throw fault(name, "no weight of a hypernetwork has this name");
        }
        if (layers.computeIfAbsent(number, key -> new LinkedHashMap<>()).put(weight, tensor) != null) {
            throw fault(name, "stands there twice, under an old and a new name");
        }
    }

    private void check() throws ModelFormatException {
        List<Integer> expected = IntStream.range(0, plan.size())
                .filter(i -> !plan.get(i).shapes().isEmpty())
                .boxed()
                .toList();
        List<Integer> found = new ArrayList<>(layers.keySet());
        for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
            check(found.get(i), plan.get(expected.get(i)).shapes());
        }
        if (found.size() < expected.size()) {
            int missing = expected.get(found.size());
            throw fault(
                    "linear." + missing + ".weight",
                    "missing; expected " + plan.get(missing).shapes().get("weight"));
        }
        if (found.size() > expected.size()) {
            int extra = found.get(expected.size());
            throw fault("linear." + extra, "one layer more than the declared structure has");
        }
        List<Integer> dense = IntStream.range(0, expected.size()).boxed().toList();
        if (!found.equals(expected) && !found.equals(dense)) {
            throw fault(
                    "linear",
                    "weights are numbered " + found + ", but the declared structure, activation and dropout"
                            + " number them " + expected);
        }
    }

    private void check(int number, Map<String, List<Long>> shapes) throws ModelFormatException {
        Map<String, StoredTensor> layer = layers.getOrDefault(number, Map.of());
        for (Map.Entry<String, List<Long>> shape : shapes.entrySet()) {
            String name = "linear." + number + "." + shape.getKey();
            StoredTensor tensor = layer.get(shape.getKey());
            if (tensor == null) {
                throw fault(name, "missing; expected " + shape.getValue());
            }
            if (!tensor.shape().equals(shape.getValue())) {
                throw fault(name, "expected " + shape.getValue() + ", found " + tensor.shape());
            }
            if (!tensor.dtype().isFloat()) {
                throw fault(
                        name,
                        "expected floating-point numbers, found "
                                + tensor.dtype().label());
            }
        }
        for (String weight : layer.keySet()) {
            if (!shapes.containsKey(weight)) {
                throw fault("linear." + number + "." + weight, "the declared structure has no such weight");
            }
        }
    }

    private List<Layer> build(WeightReader weights) throws ModelFormatException {
        List<Layer> built = new ArrayList<>();
        var stored = layers.entrySet().iterator();
        for (LayerPlan layer : plan) {
            Map<String, Tensor> tensors = new HashMap<>();
            if (!layer.shapes().isEmpty()) {
                var next = stored.next();
                for (Map.Entry<String, StoredTensor> weight : next.getValue().entrySet()) {
                    String name = prefix + ".linear." + next.getKey() + "." + weight.getKey();
                    tensors.put(weight.getKey(), weights.read(name, weight.getValue()));
                }
            }
            built.add(layer.with(tensors));
        }
        return built;
    }

    private ModelFormatException fault(String name, String reason) {
        return new ModelFormatException(file, prefix + "." + name + ": " + reason);
    }
}
