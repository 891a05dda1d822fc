package io.brushwork.hypernetwork.tools;

import io.brushwork.hypernetwork.Activation;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkConfig;
import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The weighted sum of networks of one structure, weight by weight.
 *
 * <p>Of networks with a single linear layer it does exactly what their changes, weighted and added, do. Of deeper ones the
 * sum of weights is not the sum of changes; it means something only for networks that come from one another, such as
 * copies of one training, whose mean is often better than each.
 */
public final class HypernetworkMerge {
    private HypernetworkMerge() {}

    /** A network with the factor of its weights. */
    public record Part(Hypernetwork network, double factor) {
        public Part {
            if (!Double.isFinite(factor)) {
                throw new IllegalArgumentException("weight: expected a finite number, got " + factor);
            }
        }
    }

    /**
     * Adds up the networks. Dropout, weight initialisation and the like are those of the first; the step is the highest,
     * the checkpoint that of all where it is the same; what was merged is noted as its free text.
     *
     * @param name of the sum
     * @param parts two or more
     * @return a new network, which the caller closes
     * @throws IllegalArgumentException where structures differ, naming the first difference
     */
    public static Hypernetwork of(String name, List<Part> parts) {
        if (parts.size() < 2) {
            throw new IllegalArgumentException("networks: expected two or more, got " + parts.size());
        }
        Hypernetwork first = parts.get(0).network();
        for (Part part : parts) {
            requireEqual(first, part.network());
        }
        try (Scope scope = new Scope()) {
            List<List<Tensor>> weights = new ArrayList<>();
            parts.forEach(part -> weights.add(inOrder(part.network(), first)));
            Map<String, Tensor> sums = new LinkedHashMap<>();
            int i = 0;
            for (String weight : first.weights().keySet()) {
                int index = i++;
                sums.put(weight, Scope.of(() -> sum(parts, weights, index)));
            }
            return Hypernetwork.of(name, settings(parts), sums);
        }
    }

    /** The numbers in the names of weights depend on dropout, which may differ; their order does not. */
    private static List<Tensor> inOrder(Hypernetwork network, Hypernetwork first) {
        List<Tensor> weights = new ArrayList<>();
        for (long width : first.modules().keySet()) {
            Hypernetwork.Pair pair = Objects.requireNonNull(network.modules().get(width));
            weights.addAll(pair.key().weights().values());
            weights.addAll(pair.value().weights().values());
        }
        return weights;
    }

    private static Tensor sum(List<Part> parts, List<List<Tensor>> weights, int index) {
        Tensor sum = weights.get(0)
                .get(index)
                .new_zeros(weights.get(0).get(index).sizes())
                .to(ScalarType.Double);
        for (int p = 0; p < parts.size(); p++) {
            Tensor weight = weights.get(p).get(index).detach().to(ScalarType.Double);
            sum = sum.add(weight, new Scalar(parts.get(p).factor()));
        }
        return sum.to(ScalarType.Float);
    }

    private static HypernetworkConfig settings(List<Part> parts) {
        HypernetworkConfig first = parts.get(0).network().config();
        long step = parts.stream()
                .mapToLong(part -> part.network().config().step())
                .max()
                .orElse(0);
        boolean sameCheckpoint = parts.stream()
                .allMatch(part -> Objects.equals(part.network().config().sdCheckpoint(), first.sdCheckpoint()));
        @Nullable String checkpoint = sameCheckpoint ? first.sdCheckpoint() : null;
        @Nullable String checkpointName = sameCheckpoint ? first.sdCheckpointName() : null;
        String text = parts.stream()
                .map(part -> part.network().name() + ":" + part.factor() + " ["
                        + part.network().id().shortHash() + "]")
                .collect(Collectors.joining(", ", "merged of ", ""));
        return first.withTraining(step, checkpoint, checkpointName).withOptionalInfo(text);
    }

    private static void requireEqual(Hypernetwork first, Hypernetwork other) {
        HypernetworkConfig a = first.config();
        HypernetworkConfig b = other.config();
        requireEqual(
                "set of widths",
                first,
                other,
                first.modules().keySet(),
                other.modules().keySet());
        requireEqual("layer structure", first, other, a.layerStructure(), b.layerStructure());
        requireEqual(
                "activation",
                first,
                other,
                a.activation().label(),
                b.activation().label());
        requireEqual("layer norm", first, other, a.layerNorm(), b.layerNorm());
        if (a.activation() != Activation.LINEAR) {
            requireEqual("activate output", first, other, a.activateOutput(), b.activateOutput());
        }
    }

    private static void requireEqual(String what, Hypernetwork first, Hypernetwork other, Object a, Object b) {
        if (!a.equals(b)) {
            throw new IllegalArgumentException("networks: expected equal structures, but the " + what + " of "
                    + first.name() + " is " + a + " and that of " + other.name() + " is " + b);
        }
    }
}
