package io.brushwork.app.cli;

import io.brushwork.training.Reversion;
import io.brushwork.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code brushwork hypernetwork revert}: an earlier copy takes the network's place. */
@Command(
        name = "revert",
        description = {
            "Puts a copy that a run has made in the network's place.",
            "What is replaced is kept beside the copies, so that it can be reverted to as well."
        },
        footer = {
            "",
            "Examples:",
            "  brushwork hypernetwork revert oil --to 1500",
            "  brushwork hypernetwork revert oil --to best"
        })
final class HypernetworkRevertCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "A file, or a name in the tree of models.")
    @SuppressWarnings("NullAway.Init") // picocli requires it.
    private String name;

    @Option(names = "--to", required = true, paramLabel = "STEP|best", description = "Which copy.")
    @SuppressWarnings("NullAway.Init") // picocli requires it.
    private String to;

    @Option(names = "--runs-dir", paramLabel = "DIR", description = "Default: runs.")
    private @Nullable Path runs;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private ModelsFlags models;

    @Override
    public Integer call() throws IOException {
        Path file =
                models.hypernetwork(name, notice -> spec.commandLine().getErr().println("notice: " + notice));
        Path copy = Reversion.revert(file.toAbsolutePath(), Given.or(runs, TrainingOptions.Saving.DEFAULT.runs()), to);
        spec.commandLine().getErr().println(file + " is now " + copy);
        spec.commandLine().getOut().println(file);
        return 0;
    }
}
