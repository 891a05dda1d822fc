package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.app.engine.HypernetworkFacts;
import io.brushwork.files.DType;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.tools.HypernetworkMerge;
import io.brushwork.tensor.Compute;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code brushwork hypernetwork merge}: a weighted sum. */
@Command(
        name = "merge",
        description = {
            "Adds up hypernetworks of one structure, each weight by weight, times its factor.",
            "It means something for copies of one training and what grew from them, and for networks of one linear"
                    + " layer; of others the sum is noise. Two different networks: name both in the prompt instead."
        },
        footer = {"", "Examples:", "  brushwork hypernetwork merge oil-1000:0.5 oil-1500:0.5 oil-mean.pt"})
final class HypernetworkMergeCommand implements Callable<Integer> {
    private static final double ROUNDING = 1e-6;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Parameters(
            arity = "3..*",
            paramLabel = "NETWORK:FACTOR… OUT",
            hideParamSyntax = true,
            description = "Files or names in the tree of models, each with its factor (1 where left out), then the file"
                    + " to write.")
    private final List<String> arguments = new ArrayList<>();

    @Option(
            names = "--dtype",
            paramLabel = "fp32|fp16|bf16",
            description = "Number type. Default: that of the first network.")
    private @Nullable String dtype;

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
        Path out = newFile.checked(Path.of(arguments.get(arguments.size() - 1)));
        DType type = DTypes.of(dtype);
        List<HypernetworkMerge.Part> parts = new ArrayList<>();
        try {
            for (String argument : arguments.subList(0, arguments.size() - 1)) {
                parts.add(part(argument, err));
            }
            double sum =
                    parts.stream().mapToDouble(HypernetworkMerge.Part::factor).sum();
            if (Math.abs(sum - 1) > ROUNDING) {
                err.println(String.format(
                        Locale.ROOT,
                        "notice: the factors add up to %.4g, not to 1; the effect is scaled with it",
                        sum));
            }
            try (Hypernetwork merged = HypernetworkMerge.of(stem(out), parts)) {
                merged.save(out, Given.or(type, parts.get(0).network().dtype()));
                ObjectNode facts = new JsonMapper().createObjectNode().put("file", out.toString());
                HypernetworkFacts.addSettings(merged, facts);
                spec.commandLine().getOut().println(json ? facts.toPrettyString() : out.toString());
            }
        } finally {
            parts.forEach(part -> part.network().close());
        }
        return 0;
    }

    private HypernetworkMerge.Part part(String argument, PrintWriter err) throws IOException {
        int colon = argument.lastIndexOf(':');
        String name = colon > 0 ? argument.substring(0, colon) : argument;
        double factor = 1;
        if (colon > 0) {
            try {
                factor = Double.parseDouble(argument.substring(colon + 1));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "network: expected a name with a factor such as oil:0.5, got " + argument, e);
            }
        }
        Path file = models.hypernetwork(name, notice -> err.println("notice: " + notice));
        return new HypernetworkMerge.Part(Hypernetwork.load(file, Compute.CPU), factor);
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
