package io.brushwork.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command above all others; by itself it does nothing. */
@Command(
        name = "brushwork",
        description = "Pictures from Stable Diffusion checkpoints with hypernetworks.",
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = false,
        resourceBundle = "io.brushwork.app.cli.RequestDefaults",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            GenerateCommand.class,
            CompareCommand.class,
            HypernetworkCommand.class,
            InfoCommand.class,
            ModelsCommand.class,
            DoctorCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped with Ctrl-C.",
            "'brushwork help COMMAND' tells more about a command."
        })
final class BrushworkCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "On failure print the whole stack trace.")
    @SuppressWarnings("unused") // Failure asks picocli for it.
    private boolean debug;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
