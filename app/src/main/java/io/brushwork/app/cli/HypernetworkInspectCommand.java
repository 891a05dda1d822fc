package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.app.engine.HypernetworkFacts;
import io.brushwork.catalog.FileHash;
import io.brushwork.files.Checkpoint;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.WidthFit;
import io.brushwork.hypernetwork.tools.AttentionLayer;
import io.brushwork.hypernetwork.tools.Inspection;
import io.brushwork.tensor.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code brushwork hypernetwork inspect}: what is in a network. */
@Command(
        name = "inspect",
        description = {
            "Looks into a hypernetwork: norms and singular values of its layers, and how far it changes contexts.",
            "The effects are measured on random contexts, at strength 1: ||after - before|| / ||before||."
        },
        footer = {
            "",
            "Examples:",
            "  brushwork hypernetwork inspect oil",
            "  brushwork hypernetwork inspect oil.pt --model sd15.safetensors --json"
        })
final class HypernetworkInspectCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A file, or a name in the tree of models.")
    @SuppressWarnings("NullAway.Init") // picocli requires it.
    private String file;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "Say also on how many layers of this checkpoint it acts, and whether it was trained on it.")
    private @Nullable String model;

    @Option(names = OutputFlags.JSON, description = "Write one JSON object.")
    private boolean json;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private ModelsFlags models;

    @Override
    public Integer call() throws IOException {
        Path found = models.hypernetwork(file, this::notice);
        ObjectNode facts = new JsonMapper().createObjectNode().put("file", found.toString());
        try (Hypernetwork network = Hypernetwork.load(found, Compute.CPU)) {
            HypernetworkFacts.addSettings(network, facts);
            if (model != null) {
                addFit(network, models.checkpoint(model, this::notice), facts.putObject("fit"));
            }
            HypernetworkFacts.add(Inspection.of(network), facts);
        }
        spec.commandLine().getOut().println(json ? facts.toPrettyString() : FactsText.of(facts));
        return 0;
    }

    private void addFit(Hypernetwork network, Path checkpoint, ObjectNode facts) throws IOException {
        List<AttentionLayer> layers = AttentionLayer.of(Checkpoint.open(checkpoint));
        List<String> hashes = Files.isDirectory(checkpoint)
                ? List.of()
                : List.of(
                        FileHash.shortHash(models.catalog().hashes().sha256(checkpoint)), FileHash.oldHash(checkpoint));
        WidthFit fit = WidthFit.of(network, AttentionLayer.widths(layers), hashes);
        Map<Long, Long> counts = layers.stream()
                .collect(Collectors.groupingBy(layer -> layer.site().width(), TreeMap::new, Collectors.counting()));
        facts.put("model", checkpoint.toString());
        fit.fitting().forEach(width -> facts.put("layersOfWidth" + width, counts.get(width)));
        ArrayNode warnings = facts.putArray("warnings");
        fit.warnings().forEach(warnings::add);
    }

    private void notice(String text) {
        spec.commandLine().getErr().println("notice: " + text);
    }
}
