package io.brushwork.pocket.train;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.Safetensors;
import io.brushwork.files.TensorData;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.TensorSource;
import io.brushwork.pocket.net.Blueprint;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * All that a training needs to go on: the weights, the optimiser's moments, the running average of the weights, and the
 * number of steps done. Owns its tensors.
 */
public final class TrainingState implements AutoCloseable {
    private static final List<String> NAMES = List.of("weights", "mean", "square", "average");
    private static final String STEP = "step";
    private static final String SETTINGS = "settings";

    private final Map<String, Tensor> vectors;
    private long step;

    private TrainingState(Map<String, Tensor> vectors, long step) {
        this.vectors = vectors;
        this.step = step;
    }

    /** Begins with weights drawn at random. */
    static TrainingState start(Blueprint blueprint, long seed) {
        try (Scope scope = new Scope()) {
            return start(Parameters.draw(blueprint, seed));
        }
    }

    /** Begins with weights that were trained before. */
    static TrainingState start(Blueprint blueprint, TensorSource trained) throws IOException {
        try (Scope scope = new Scope()) {
            return start(Parameters.copy(blueprint, trained));
        }
    }

    private static TrainingState start(Tensor weights) {
        try (Scope scope = new Scope()) {
            Map<String, Tensor> vectors = new LinkedHashMap<>();
            vectors.put("weights", Scope.retain(weights));
            vectors.put("mean", Scope.retain(torch.zeros_like(weights)));
            vectors.put("square", Scope.retain(torch.zeros_like(weights)));
            vectors.put("average", Scope.retain(weights.clone()));
            return new TrainingState(vectors, 0);
        }
    }

    /**
     * Reads a state.
     *
     * @param settings of the training that wants it
     * @throws ModelFormatException where the file is damaged, or of a training with other settings
     */
    static TrainingState read(Path file, Blueprint blueprint, String settings) throws IOException {
        Checkpoint checkpoint = Safetensors.read(file);
        String found = checkpoint.metadata().getOrDefault(SETTINGS, "");
        if (!found.equals(settings)) {
            throw new ModelFormatException(
                    file, "is of a training with other settings: expected " + settings + ", found " + found);
        }
        try (FileTensors tensors = new FileTensors(file.toString(), checkpoint.tensors());
                Scope scope = new Scope()) {
            Map<String, Tensor> vectors = new LinkedHashMap<>();
            for (String name : NAMES) {
                Tensor vector = tensors.read(checkpoint.tensor(name));
                if (vector.numel() != blueprint.elements()) {
                    throw new ModelFormatException(
                            file, name + ": expected " + blueprint.elements() + " numbers, found " + vector.numel());
                }
                vectors.put(name, Scope.retain(vector.clone()));
            }
            return new TrainingState(
                    vectors, Long.parseLong(checkpoint.metadata().getOrDefault(STEP, "")));
        } catch (NumberFormatException e) {
            throw new ModelFormatException(file, "does not say its step");
        }
    }

    /** Writes it whole or not at all. */
    void write(Path file, String settings) throws IOException {
        Map<String, TensorData> data = new LinkedHashMap<>();
        vectors.forEach((name, vector) -> data.put(name, new TensorBytes(vector)));
        Safetensors.write(file, data, Map.of(STEP, String.valueOf(step), SETTINGS, settings));
    }

    Tensor weights() {
        return vector("weights");
    }

    Tensor mean() {
        return vector("mean");
    }

    Tensor square() {
        return vector("square");
    }

    /** The running average of the weights, which is what is used in the end. */
    Tensor average() {
        return vector("average");
    }

    private Tensor vector(String name) {
        Tensor vector = vectors.get(name);
        if (vector == null) {
            throw new IllegalStateException("closed");
        }
        return vector;
    }

    /** Steps done. */
    long step() {
        return step;
    }

    void stepDone() {
        step++;
    }

    @Override
    public void close() {
        vectors.values().forEach(Tensor::close);
        vectors.clear();
    }
}
