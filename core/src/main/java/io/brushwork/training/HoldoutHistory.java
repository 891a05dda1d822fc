package io.brushwork.training;

import io.brushwork.hypernetwork.Hypernetwork;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** The losses on held-out pictures that a run has measured, by step: which copy is the best. Part of {@link TrainingState}. */
final class HoldoutHistory {
    private final HoldoutLoss measure;
    private final RunLog log;
    private final RememberingListener listener;
    private final SortedMap<Long, Double> losses = new TreeMap<>();

    HoldoutHistory(HoldoutLoss measure, RunLog log, RememberingListener listener) {
        this.measure = measure;
        this.log = log;
        this.listener = listener;
    }

    /** All of them by their steps. */
    SortedMap<Long, Double> losses() {
        return Collections.unmodifiableSortedMap(losses);
    }

    /** Goes back to what was known at a copy. */
    void restore(Map<Long, Double> known) {
        losses.clear();
        losses.putAll(known);
    }

    /** Measures a network after a step; true where the loss was never less. */
    boolean measure(long step, Hypernetwork network) throws IOException {
        double loss = measure.of(network);
        if (!Double.isFinite(loss)) {
            listener.notice("step " + step + ": the loss on the pictures held out is " + loss);
            return false;
        }
        boolean best = losses.values().stream().noneMatch(earlier -> earlier <= loss);
        losses.put(step, loss);
        log.holdout(losses);
        return best;
    }

    OptionalDouble last() {
        return losses.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(losses.getOrDefault(losses.lastKey(), Double.NaN));
    }

    OptionalLong bestStep() {
        return losses.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .map(entry -> OptionalLong.of(entry.getKey()))
                .orElseGet(OptionalLong::empty);
    }
}
