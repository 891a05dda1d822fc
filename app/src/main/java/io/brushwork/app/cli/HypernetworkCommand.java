package io.brushwork.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code brushwork hypernetwork}: what is done with hypernetworks besides drawing. */
@Command(
        name = "hypernetwork",
        aliases = "hn",
        description = "Creates hypernetworks, looks into them, and turns them into other files.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            HypernetworkCreateCommand.class,
            HypernetworkTrainCommand.class,
            HypernetworkRevertCommand.class,
            HypernetworkInspectCommand.class,
            HypernetworkConvertCommand.class,
            HypernetworkMergeCommand.class,
            HypernetworkFoldCommand.class
        },
        footer = {"", "'brushwork hypernetwork COMMAND --help' tells more about a command."})
final class HypernetworkCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
