package io.brushwork.app.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkConfig;
import io.brushwork.hypernetwork.LayerStatistics;
import io.brushwork.hypernetwork.tools.Inspection;
import io.brushwork.hypernetwork.tools.Spectrum;
import io.brushwork.tensor.Compute;
import java.io.IOException;
import java.nio.file.Path;

/** A hypernetwork: what it declares, and what its weights look like. */
public final class HypernetworkFacts {
    private HypernetworkFacts() {}

    static void add(Path file, ObjectNode facts) throws IOException {
        try (Hypernetwork network = Hypernetwork.load(file, Compute.CPU)) {
            addSettings(network, facts);
            ArrayNode layers = facts.putArray("statistics");
            network.statistics().forEach(layer -> add(layer, layers.addObject()));
        }
    }

    /** What the network declares. */
    public static void addSettings(Hypernetwork network, ObjectNode facts) {
        HypernetworkConfig config = network.config();
        facts.put("name", network.name()).put("recordedName", network.recordedName());
        ArrayNode widths = facts.putArray("widths");
        network.modules().keySet().forEach(widths::add);
        ArrayNode structure = facts.putArray("layerStructure");
        config.layerStructure().forEach(structure::add);
        facts.put("activation", config.activation().label())
                .put("activateOutput", config.activateOutput())
                .put("layerNorm", config.layerNorm());
        ArrayNode dropout = facts.putArray("dropoutStructure");
        config.dropoutStructure().forEach(dropout::add);
        facts.put("useDropout", config.useDropout())
                .put("weightInit", config.weightInit())
                .put("step", config.step())
                .put("trainedOn", config.sdCheckpointName())
                .put("trainedOnHash", config.sdCheckpoint())
                .put("optionalInfo", config.optionalInfo())
                .put("type", network.dtype().label())
                .put("parameters", network.parameterCount());
    }

    /** What a look into the network found. */
    public static void add(Inspection inspection, ObjectNode facts) {
        ArrayNode effects = facts.putArray("effects");
        inspection
                .effects()
                .forEach(effect -> effects.addObject()
                        .put("width", effect.width())
                        .put("key", effect.key())
                        .put("value", effect.value()));
        ArrayNode weights = facts.putArray("weights");
        for (Inspection.Weight weight : inspection.weights()) {
            ObjectNode row = weights.addObject();
            add(weight.statistics(), row);
            row.put("norm", weight.norm());
            Spectrum spectrum = weight.spectrum();
            if (spectrum != null) {
                ArrayNode largest = row.putArray("singularValues");
                spectrum.largest().forEach(largest::add);
                row.put("effectiveRank", spectrum.effectiveRank()).put("fullRank", spectrum.fullRank());
            }
        }
    }

    private static void add(LayerStatistics layer, ObjectNode row) {
        row.put("tensor", layer.name())
                .put("shape", layer.shape().toString())
                .put("mean", layer.mean())
                .put("std", layer.std())
                .put("maxAbs", layer.maxAbs());
    }
}
