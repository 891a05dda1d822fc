package io.brushwork.hypernetwork;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a network suits a model.
 *
 * @param fitting widths that both have: there the network acts
 * @param idle widths of the network that no layer of the model has
 * @param warnings sentences for the user; none where all fits and the model is the one it was trained on
 */
public record WidthFit(SortedSet<Long> fitting, SortedSet<Long> idle, List<String> warnings) {
    public WidthFit {
        fitting = new TreeSet<>(fitting);
        idle = new TreeSet<>(idle);
        warnings = List.copyOf(warnings);
    }

    /**
     * Compares a network with a model.
     *
     * @param modelWidths the context widths of all attention layers of the model's U-Net
     * @param modelHashes short hashes of the checkpoint in use: 10 hex digits of SHA-256, and 8 of A1111's old hash where
     *     known. A recorded hash of a kind that is not given is not compared
     * @throws IllegalArgumentException where no width fits
     */
    public static WidthFit of(Hypernetwork network, Collection<Long> modelWidths, Collection<String> modelHashes) {
        SortedSet<Long> fitting = new TreeSet<>(network.modules().keySet());
        SortedSet<Long> idle = new TreeSet<>(fitting);
        fitting.retainAll(modelWidths);
        idle.removeAll(modelWidths);
        SortedSet<Long> wanted = new TreeSet<>(modelWidths);
        if (fitting.isEmpty()) {
            throw new IllegalArgumentException("hypernetwork " + network.name() + ": none of its widths " + idle
                    + " occurs in this model, which has " + wanted + "; it was made for another kind of model");
        }
        List<String> warnings = new ArrayList<>();
        if (!idle.isEmpty()) {
            warnings.add("hypernetwork " + network.name() + " fits this model only in part: widths " + fitting
                    + " act, widths " + idle + " occur nowhere in the model, which has " + wanted);
        }
        String other = otherCheckpoint(network, modelHashes);
        if (other != null) {
            warnings.add(other);
        }
        return new WidthFit(fitting, idle, warnings);
    }

    private static @Nullable String otherCheckpoint(Hypernetwork network, Collection<String> modelHashes) {
        String recorded = network.config().sdCheckpoint();
        if (recorded == null || recorded.isBlank()) {
            return null;
        }
        String hash = recorded.toLowerCase(Locale.ROOT);
        List<String> comparable = modelHashes.stream()
                .map(model -> model.toLowerCase(Locale.ROOT))
                .filter(model -> model.length() == hash.length())
                .toList();
        if (comparable.isEmpty() || comparable.contains(hash)) {
            return null;
        }
        String name = network.config().sdCheckpointName();
        return "hypernetwork " + network.name() + " was trained on " + (name == null ? "" : name + " ") + "[" + hash
                + "], not on the model in use " + comparable;
    }
}
