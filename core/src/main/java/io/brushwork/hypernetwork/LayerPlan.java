package io.brushwork.hypernetwork;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** One layer before it has weights: what kind it is and which shapes its weights must have. */
sealed interface LayerPlan {
    String WEIGHT = "weight";
    String BIAS = "bias";

    /** Shapes of the weights by name, in the order of files; empty for a layer without weights. */
    Map<String, List<Long>> shapes();

    /** The layer with these weights, which have exactly the {@link #shapes()}. */
    Layer with(Map<String, Tensor> weights);

    record Linear(long in, long out) implements LayerPlan {
        @Override
        public Map<String, List<Long>> shapes() {
            return pair(List.of(out, in), List.of(out));
        }

        @Override
        public Layer with(Map<String, Tensor> weights) {
            return new Layer.Linear(of(weights, WEIGHT), of(weights, BIAS));
        }
    }

    record Activated(Activation activation) implements LayerPlan {
        @Override
        public Map<String, List<Long>> shapes() {
            return activation.hasWeight() ? Map.of(WEIGHT, List.of(1L)) : Map.of();
        }

        @Override
        public Layer with(Map<String, Tensor> weights) {
            @Nullable Tensor slope = activation.hasWeight() ? of(weights, WEIGHT) : null;
            return new Layer.Activated(activation, slope);
        }
    }

    record Norm(long width) implements LayerPlan {
        @Override
        public Map<String, List<Long>> shapes() {
            return pair(List.of(width), List.of(width));
        }

        @Override
        public Layer with(Map<String, Tensor> weights) {
            return new Layer.Norm(of(weights, WEIGHT), of(weights, BIAS));
        }
    }

    record Dropout(double chance) implements LayerPlan {
        @Override
        public Map<String, List<Long>> shapes() {
            return Map.of();
        }

        @Override
        public Layer with(Map<String, Tensor> weights) {
            return new Layer.Dropout(chance);
        }
    }

    private static Map<String, List<Long>> pair(List<Long> weight, List<Long> bias) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        shapes.put(WEIGHT, weight);
        shapes.put(BIAS, bias);
        return shapes;
    }

    /** A weight that is there. */
    static Tensor of(Map<String, Tensor> weights, String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }
}
