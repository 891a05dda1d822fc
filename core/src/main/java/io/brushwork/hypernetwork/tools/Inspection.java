package io.brushwork.hypernetwork.tools;

import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.LayerStatistics;
import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * What is in a network.
 *
 * @param weights one entry per weight tensor, in the order of the file
 * @param effects how far each pair of modules changes contexts, in the order of the file
 */
public record Inspection(List<Weight> weights, List<Effect> effects) {
    public Inspection {
        weights = List.copyOf(weights);
        effects = List.copyOf(effects);
    }

    /** Looks into a network; the singular values of an SD 1 network of usual size take some ten seconds. */
    public static Inspection of(Hypernetwork network) {
        Map<String, Tensor> tensors = network.weights();
        List<Weight> weights = new ArrayList<>();
        for (LayerStatistics statistics : network.statistics()) {
            weights.add(weight(statistics, Objects.requireNonNull(tensors.get(statistics.name()))));
        }
        List<Effect> effects = new ArrayList<>();
        network.modules()
                .forEach((width, pair) ->
                        effects.add(new Effect(width, ContextEffect.of(pair.key()), ContextEffect.of(pair.value()))));
        return new Inspection(weights, effects);
    }

    private static Weight weight(LayerStatistics statistics, Tensor tensor) {
        try (Scope scope = new Scope()) {
            double norm = tensor.detach().to(ScalarType.Double).norm().item_double();
            return new Weight(statistics, norm, tensor.dim() == 2 ? Spectrum.of(tensor) : null);
        }
    }

    /**
     * One weight tensor.
     *
     * @param norm root of the sum of its squares
     * @param spectrum of a linear layer's matrix; null for other weights
     */
    public record Weight(
            LayerStatistics statistics,
            double norm,
            @Nullable Spectrum spectrum) {}

    /**
     * ||after - before|| / ||before|| of contexts of standard normal numbers, at strength 1.
     *
     * @param key by the module for keys
     * @param value by the module for values
     */
    public record Effect(long width, double key, double value) {}
}
