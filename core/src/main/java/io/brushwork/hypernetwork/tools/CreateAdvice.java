package io.brushwork.hypernetwork.tools;

import io.brushwork.hypernetwork.Activation;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkConfig;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is known to go wrong with a new network, before hours were spent on training it. */
public final class CreateAdvice {
    /** Changes of this size are seen in every picture. */
    private static final double RUINOUS = 0.5;

    private static final Set<Activation> ACROSS_THE_BATCH =
            EnumSet.of(Activation.SOFTMAX, Activation.SOFTMIN, Activation.LOG_SOFTMAX, Activation.SOFTMAX2D);
    private static final Set<Activation> FLAT_AT_ZERO =
            EnumSet.of(Activation.HARDSHRINK, Activation.SOFTSHRINK, Activation.TANHSHRINK);
    private static final Set<Activation> NEVER_NEGATIVE = EnumSet.of(
            Activation.RELU, Activation.RELU6, Activation.SIGMOID, Activation.HARDSIGMOID, Activation.SOFTPLUS);

    private CreateAdvice() {}

    /** Warnings in whole sentences, each with its reason; none for a network that should train well. */
    public static List<String> of(Hypernetwork network) {
        HypernetworkConfig config = network.config();
        List<String> warnings = new ArrayList<>();
        activation(config, warnings);
        dropout(config, warnings);
        start(network, warnings);
        return warnings;
    }

    private static void activation(HypernetworkConfig config, List<String> warnings) {
        Activation activation = config.activation();
        String name = "activation " + activation.label();
        boolean acts = config.layerStructure().size() > 2 || config.activateOutput();
        if (activation == Activation.LINEAR && config.layerNorm()) {
            warnings.add("layer norm without an activation is reported to learn nothing on real pictures; take an"
                    + " activation or leave layer norm off");
        }
        if (acts && ACROSS_THE_BATCH.contains(activation)) {
            warnings.add(name + " is practically useless: it compares the pictures of a batch with one another, and of"
                    + " a single picture it makes the same constant whatever the context");
        }
        if (acts && FLAT_AT_ZERO.contains(activation) && !config.layerNorm()) {
            warnings.add(name + " is flat near 0, where all values of a new network lie, so that hardly any gradient"
                    + " passes; add layer norm or take another");
        }
        if (config.activateOutput() && NEVER_NEGATIVE.contains(activation)) {
            warnings.add(name + " on the output lets the network only add to contexts, never take away; leave"
                    + " activate output off");
        }
        if (!acts && activation != Activation.LINEAR) {
            warnings.add(name + " has no place: there is one layer, and the output is not activated");
        }
    }

    private static void dropout(HypernetworkConfig config, List<String> warnings) {
        List<Double> chances = config.dropoutStructure();
        int last = chances.size() - 1;
        if (config.useDropout() && chances.stream().allMatch(chance -> chance == 0)) {
            warnings.add("dropout is asked for, but all its chances are 0, so that there is none; give chances such as"
                    + " 0, 0.05, 0.15, 0");
        }
        if (chances.get(last) > 0) {
            warnings.add("dropout after the last layer drops parts of the change itself, which makes each step see"
                    + " another network; let the list end with 0");
        }
        if (chances.get(0) > 0) {
            warnings.add("the first chance of dropout is never used: it stands for the context itself");
        }
    }

    /**
     * How much the untrained network changes contexts is measured. Xavier's and Kaiming's weights start at 40% to 200%
     * unless a layer norm holds them down.
     */
    private static void start(Hypernetwork network, List<String> warnings) {
        long worst = 0;
        double most = 0;
        for (Map.Entry<Long, Hypernetwork.Pair> pair : network.modules().entrySet()) {
            double effect = Math.max(
                    ContextEffect.of(pair.getValue().key()),
                    ContextEffect.of(pair.getValue().value()));
            if (effect > most) {
                most = effect;
                worst = pair.getKey();
            }
        }
        boolean normal = network.config().weightInit().equals("Normal");
        boolean layerNorm = network.config().layerNorm();
        if (most > RUINOUS || !(normal || layerNorm)) {
            String remedy = layerNorm
                    ? "take fewer or smaller layers"
                    : normal
                            ? "take smaller layers or add layer norm"
                            : "take the weight initialisation Normal or add layer norm";
            warnings.add(String.format(
                    Locale.ROOT,
                    "before its first step of training the network changes contexts of width %d by %.0f%% of their"
                            + " size, so that pictures are washes of colour from the start; %s",
                    worst,
                    100 * most,
                    remedy));
        }
    }
}
