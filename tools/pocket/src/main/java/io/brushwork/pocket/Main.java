package io.brushwork.pocket;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts the commands that make the embedded model. */
@Command(
        name = "pocket",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the embedded model: data, train-vae, train-base, export, in this order.",
            "style-data, fine-tune, evaluate and plot measure it."
        },
        subcommands = {
            DataCommand.class,
            TrainVaeCommand.class,
            TrainBaseCommand.class,
            ExportCommand.class,
            StyleDataCommand.class,
            FineTuneCommand.class,
            EvaluateCommand.class,
            PlotCommand.class
        })
public final class Main implements Callable<Integer> {
    /** The folder pocket/ of the repository; set by pocket/run. */
    static final Path HOME = Path.of(System.getProperty("brushwork.pocket", "tools/pocket"));

    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        CommandLine line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((exception, command, parsed) -> {
            if (exception instanceof IOException || exception instanceof IllegalArgumentException) {
                command.getErr().println("pocket: " + exception.getMessage());
                return exception instanceof IOException ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.USAGE;
            }
            throw exception;
        });
        System.exit(line.execute(args));
    }

    @Override
    public Integer call() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getErr());
        }
        return CommandLine.ExitCode.USAGE;
    }
}
