package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brushwork.hypernetwork.tools.Conversion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code brushwork hypernetwork convert}: the same network in another format or number type. */
@Command(
        name = "convert",
        description = {
            "Writes a hypernetwork in another format or number type.",
            "From and to .pt, .ckpt (A1111's) and .safetensors. No setting is lost; numbers only by a smaller type."
        },
        footer = {
            "",
            "Examples:",
            "  brushwork hypernetwork convert oil.pt oil.safetensors",
            "  brushwork hypernetwork convert oil.pt oil-half.pt --dtype fp16"
        })
final class HypernetworkConvertCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IN", description = "A file, or a name in the tree of models.")
    @SuppressWarnings("NullAway.Init") // picocli requires it.
    private String in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The file to write; its ending says the format.")
    @SuppressWarnings("NullAway.Init") // picocli requires it.
    private Path out;

    @Option(names = "--dtype", paramLabel = "fp32|fp16|bf16", description = "Number type. Default: that of IN.")
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
        var err = spec.commandLine().getErr();
        Path file = models.hypernetwork(in, notice -> err.println("notice: " + notice));
        Conversion done = Conversion.of(file, newFile.checked(out), DTypes.of(dtype));
        if (done.changed() > 0) {
            err.println(String.format(
                    Locale.ROOT,
                    "warning: %s is smaller than %s: %,d of %,d numbers changed, %,d of them to 0, by at most %.2g of"
                            + " the largest of their layer",
                    done.to().label(),
                    done.from().label(),
                    done.changed(),
                    done.numbers(),
                    done.zeroed(),
                    done.largestChange()));
        }
        spec.commandLine()
                .getOut()
                .println(
                        json
                                ? new JsonMapper()
                                        .createObjectNode()
                                        .put("file", out.toString())
                                        .put("from", done.from().label())
                                        .put("to", done.to().label())
                                        .put("parameters", done.numbers())
                                        .put("changed", done.changed())
                                        .put("zeroed", done.zeroed())
                                        .put("largestChange", done.largestChange())
                                        .toPrettyString()
                                : out.toString());
        return 0;
    }
}
