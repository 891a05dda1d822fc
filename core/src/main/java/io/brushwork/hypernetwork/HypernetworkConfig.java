package io.brushwork.hypernetwork;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a hypernetwork file says about its network besides the weights; the keys of A1111's format.
 *
 * @param layerStructure sizes of the layers as multiples of the width; begins and ends with 1. n entries make n - 1
 *     linear layers
 * @param layerNorm whether a layer norm follows every linear layer, the last one included
 * @param activateOutput whether the activation follows the last linear layer too
 * @param dropoutStructure chance of dropout after each entry of {@code layerStructure}, same length; the first is unused
 * @param useDropout what the file says; dropout acts where {@code dropoutStructure} has a chance above 0
 * @param weightInit name of the distribution the weights were drawn from, such as {@code Normal}
 * @param step training steps taken
 * @param sdCheckpoint short hash of the checkpoint it was trained on: 10 hex digits of SHA-256, or 8 of A1111's old hash
 * @param optionalInfo free text
 */
public record HypernetworkConfig(
        List<Double> layerStructure,
        Activation activation,
        boolean layerNorm,
        boolean activateOutput,
        List<Double> dropoutStructure,
        boolean useDropout,
        boolean lastLayerDropout,
        String weightInit,
        long step,
        @Nullable String sdCheckpoint,
        @Nullable String sdCheckpointName,
        @Nullable String optionalInfo) {

    /** What A1111 takes where a file or a form says nothing. */
    public static final List<Double> DEFAULT_STRUCTURE = List.of(1.0, 2.0, 1.0);

    public HypernetworkConfig {
        layerStructure = List.copyOf(layerStructure);
        dropoutStructure = List.copyOf(dropoutStructure);
        int n = layerStructure.size();
        if (n < 2 || layerStructure.get(0) != 1 || layerStructure.get(n - 1) != 1) {
            throw new IllegalArgumentException(
                    "layer_structure: expected two or more numbers beginning and ending with 1, got " + layerStructure);
        }
        for (double multiple : layerStructure) {
            if (!(multiple > 0 && Double.isFinite(multiple))) {
                throw new IllegalArgumentException("layer_structure: expected numbers above 0, got " + layerStructure);
            }
        }
        if (dropoutStructure.size() != n) {
            throw new IllegalArgumentException("dropout_structure: expected " + n
                    + " numbers, as many as layer_structure has, got " + dropoutStructure);
        }
        for (double chance : dropoutStructure) {
            if (!(chance >= 0 && chance < 1)) {
                throw new IllegalArgumentException(
                        "dropout_structure: expected numbers from 0 to below 1, got " + dropoutStructure);
            }
        }
        if (step < 0) {
            throw new IllegalArgumentException("step: expected 0 or more, got " + step);
        }
    }

    /**
     * The settings of a network that is to be created; what is derived from them is derived as A1111 does.
     *
     * @param dropoutStructure as many numbers as {@code layerStructure} has; {@link #noDropout} for none
     * @param weightInit one of Normal, XavierUniform, XavierNormal, KaimingUniform, KaimingNormal
     */
    public static HypernetworkConfig untrained(
            List<Double> layerStructure,
            Activation activation,
            boolean layerNorm,
            boolean activateOutput,
            List<Double> dropoutStructure,
            String weightInit) {
        boolean dropout = dropoutStructure.stream().anyMatch(chance -> chance != 0);
        int lastHidden = dropoutStructure.size() - 2;
        return new HypernetworkConfig(
                layerStructure,
                activation,
                layerNorm,
                activateOutput,
                dropoutStructure,
                dropout,
                lastHidden >= 0 && dropoutStructure.get(lastHidden) != 0,
                weightInit,
                0,
                null,
                null,
                null);
    }

    /** A dropout structure without dropout. */
    public static List<Double> noDropout(List<Double> layerStructure) {
        return Collections.nCopies(layerStructure.size(), 0.0);
    }

    /** The same network after training. */
    public HypernetworkConfig withTraining(long steps, @Nullable String checkpoint, @Nullable String checkpointName) {
        return new HypernetworkConfig(
                layerStructure,
                activation,
                layerNorm,
                activateOutput,
                dropoutStructure,
                useDropout,
                lastLayerDropout,
                weightInit,
                steps,
                checkpoint,
                checkpointName,
                optionalInfo);
    }

    public HypernetworkConfig withOptionalInfo(@Nullable String info) {
        return new HypernetworkConfig(
                layerStructure,
                activation,
                layerNorm,
                activateOutput,
                dropoutStructure,
                useDropout,
                lastLayerDropout,
                weightInit,
                step,
                sdCheckpoint,
                sdCheckpointName,
                info);
    }

    /**
     * The dropout structure of files older than the key: 0.3 after each hidden layer but the last one, which has it only
     * where {@code lastLayerDropout} says so.
     */
    static List<Double> derivedDropout(int length, boolean useDropout, boolean lastLayerDropout) {
        List<Double> chances = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            boolean lastHidden = i == Math.max(1, length - 2);
            boolean hidden = i > 0 && i < length - 2;
            chances.add(useDropout && (lastHidden ? lastLayerDropout : hidden) ? 0.3 : 0.0);
        }
        return chances;
    }

    /**
     * The layers of one module in their order, those without weights included: a layer's index is its number in the
     * names of its weights.
     */
    List<LayerPlan> plan(long width) {
        List<LayerPlan> plan = new ArrayList<>();
        int linears = layerStructure.size() - 1;
        for (int i = 0; i < linears; i++) {
            long in = size(width, i);
            long out = size(width, i + 1);
            plan.add(new LayerPlan.Linear(in, out));
            if (activation != Activation.LINEAR && (i < linears - 1 || activateOutput)) {
                plan.add(new LayerPlan.Activated(activation));
            }
            if (layerNorm) {
                plan.add(new LayerPlan.Norm(out));
            }
            double chance = dropoutStructure.get(i + 1);
            if (chance > 0) {
                plan.add(new LayerPlan.Dropout(chance));
            }
        }
        return plan;
    }

    /** Truncated, as A1111 does. */
    private long size(long width, int entry) {
        long size = (long) (width * layerStructure.get(entry));
        if (size < 1) {
            throw new IllegalArgumentException(
                    "layer_structure: " + layerStructure.get(entry) + " of width " + width + " leaves nothing");
        }
        return size;
    }
}
