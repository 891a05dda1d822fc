package io.brushwork.app.cli;

import io.brushwork.hypernetwork.Activation;
import io.brushwork.hypernetwork.HypernetworkConfig;
import io.brushwork.hypernetwork.tools.Preset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a new network is to be like. */
final class BlueprintFlags {
    private static final HypernetworkConfig PLAIN = HypernetworkConfig.untrained(
            HypernetworkConfig.DEFAULT_STRUCTURE,
            Activation.LINEAR,
            false,
            false,
            HypernetworkConfig.noDropout(HypernetworkConfig.DEFAULT_STRUCTURE),
            "Normal");

    @Option(
            names = "--preset",
            paramLabel = "style|subject|few",
            description = "Settings that others had success with, for a style, for a person or thing, or for 5 to 10"
                    + " pictures. The flags below override them.")
    private @Nullable String preset;

    @Option(
            names = "--layer-structure",
            paramLabel = "N,N,N",
            description = "Sizes of the layers as multiples of the width, 1 at both ends. Default: 1,2,1.")
    private @Nullable String layerStructure;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            description = "Between the layers: linear for none, swish, mish, relu, … Default: linear.")
    private @Nullable String activation;

    @Option(
            names = "--weight-init",
            paramLabel = "NAME",
            description = "Normal, XavierUniform, XavierNormal, KaimingUniform or KaimingNormal. Default: Normal.")
    private @Nullable String weightInit;

    @Option(names = "--layer-norm", negatable = true, description = "Normalise behind each layer. Default: no.")
    private @Nullable Boolean layerNorm;

    @Option(
            names = "--dropout-structure",
            paramLabel = "X,X,X",
            description = "Chance of dropout behind each entry of the layer structure, 0 to below 1, such as"
                    + " 0,0.05,0.15,0. Default: none.")
    private @Nullable String dropoutStructure;

    @Option(
            names = "--activate-output",
            negatable = true,
            description = "Put the activation behind the last layer too. Default: no.")
    private @Nullable Boolean activateOutput;

    @Option(names = "--optional-info", paramLabel = "TEXT", description = "Any text, kept in the file.")
    private @Nullable String optionalInfo;

    /**
     * The settings.
     *
     * @throws IllegalArgumentException for what no network can have
     */
    HypernetworkConfig config() {
        HypernetworkConfig base = preset == null ? PLAIN : Preset.of(preset).config();
        List<Double> layers =
                layerStructure == null ? base.layerStructure() : NumberList.parse("--layer-structure", layerStructure);
        return HypernetworkConfig.untrained(
                        layers,
                        activation == null ? base.activation() : Activation.of(activation),
                        Given.or(layerNorm, base.layerNorm()),
                        Given.or(activateOutput, base.activateOutput()),
                        dropout(base, layers),
                        Given.or(weightInit, base.weightInit()))
                .withOptionalInfo(optionalInfo);
    }

    /** A preset's dropout belongs to the preset's layers. */
    private List<Double> dropout(HypernetworkConfig base, List<Double> layers) {
        if (dropoutStructure != null) {
            return NumberList.parse("--dropout-structure", dropoutStructure);
        }
        return layers.equals(base.layerStructure()) ? base.dropoutStructure() : HypernetworkConfig.noDropout(layers);
    }
}
