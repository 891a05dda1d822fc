package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.app.engine.HypernetworkFacts;
import io.brushwork.catalog.ModelCatalog;
import io.brushwork.catalog.ModelKind;
import io.brushwork.files.DType;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkConfig;
import io.brushwork.hypernetwork.tools.AttentionLayer;
import io.brushwork.hypernetwork.tools.CreateAdvice;
import io.brushwork.hypernetwork.tools.HypernetworkName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code brushwork hypernetwork create}: a new network, ready to be trained. */
@Command(
        name = "create",
        description = {
            "Makes a new hypernetwork, as A1111 makes it: for one seed the weights are equal.",
            "Settings that are known to learn nothing, or to ruin pictures, get a warning that says why."
        },
        footer = {
            "",
            "Examples:",
            "  brushwork hypernetwork create oil --preset style",
            "  brushwork hypernetwork create oil --layer-structure 1,2,1 --activation swish --widths 768,320,640,1280"
        })
final class HypernetworkCreateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "As tags will call it: letters, digits, blanks and . _ -")
    @SuppressWarnings("NullAway.Init") // picocli requires it.
    private String name;

    @Mixin
    private final BlueprintFlags blueprint = new BlueprintFlags();

    @Option(
            names = "--widths",
            paramLabel = "N,N",
            description = "Context widths to act on. Default: all of the model.")
    private @Nullable String widths;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "The checkpoint it is for: a file, a folder of Diffusers, or a name in the tree of models."
                    + " Default: the only one in the tree besides pocket, the embedded model; else pocket.")
    private @Nullable String model;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Of the weights. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to write it, .pt or .safetensors. Default: NAME.pt in the tree's hypernetworks.")
    private @Nullable Path out;

    @Mixin
    private final NewFile newFile = new NewFile();

    @Option(names = OutputFlags.JSON, description = "Write one JSON object.")
    private boolean json;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private ModelsFlags models;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        HypernetworkName.checked(name);
        HypernetworkConfig config = blueprint.config();
        Path file = newFile.checked(file());
        try (Hypernetwork network = Hypernetwork.create(name, wantedWidths(err), config, seed)) {
            List<String> warnings = CreateAdvice.of(network);
            warnings.forEach(warning -> err.println("warning: " + warning));
            network.save(file, DType.F32);
            report(file, network, warnings);
        }
        return 0;
    }

    private Path file() throws IOException {
        if (out != null) {
            return out;
        }
        ModelCatalog catalog = models.catalog();
        if (catalog.tree() == null) {
            throw new IllegalArgumentException("--out: there is no tree of models at " + catalog.place()
                    + "; say where to write, such as --out " + name + ".pt");
        }
        return catalog.placeOf(ModelKind.HYPERNETWORK).resolve(name + ".pt");
    }

    private Collection<Long> wantedWidths(PrintWriter err) throws IOException {
        if (widths != null && model == null) {
            return NumberList.whole("--widths", widths);
        }
        Path checkpoint = models.checkpoint(model, notice -> err.println("notice: " + notice));
        Collection<Long> all = AttentionLayer.widths(checkpoint);
        if (widths == null) {
            return all;
        }
        List<Long> wanted = NumberList.whole("--widths", widths);
        if (!all.containsAll(wanted)) {
            throw new IllegalArgumentException(
                    "--widths: expected some of " + all + ", which " + checkpoint + " has, got " + wanted);
        }
        return wanted;
    }

    private void report(Path file, Hypernetwork network, List<String> warnings) throws IOException {
        PrintWriter printer = spec.commandLine().getOut();
        if (!json) {
            printer.println(file);
            spec.commandLine()
                    .getErr()
                    .println("widths " + network.modules().keySet() + ", layer structure "
                            + network.config().layerStructure() + ", "
                            + ByteCount.text(Files.size(file)));
            return;
        }
        ObjectNode facts = new JsonMapper().createObjectNode().put("file", file.toString());
        HypernetworkFacts.addSettings(network, facts);
        ArrayNode list = facts.putArray("warnings");
        warnings.forEach(list::add);
        printer.println(facts.toPrettyString());
    }
}
