package io.brushwork.app.cli;

import io.brushwork.app.engine.Environment;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine;

/** Starts the command line. */
public final class Main {
    private static final int NARROWEST = 60;
    private static final int WIDEST = 120;

    private Main() {}

    public static void main(String[] args) {
        // Prompts hold any script, and JSON is UTF-8 whatever the locale.
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode;
        try (Interrupt interrupt = new Interrupt()) {
            exitCode = run(commandLine(Environment.ofProcess(), Terminal.ofProcess(), interrupt, out, err), args);
        }
        System.exit(exitCode);
    }

    /** The whole command line, writing to these. */
    static CommandLine commandLine(
            Environment environment, Terminal terminal, Interrupt interrupt, PrintWriter out, PrintWriter err) {
        CommandLine line =
                new CommandLine(new BrushworkCommand(), new CommandFactory(environment, terminal, interrupt));
        // A prompt may begin with an @, and is never the name of a file with arguments.
        return line.setExpandAtFiles(false)
                .setOut(out)
                .setErr(err)
                .setUsageHelpWidth(Math.max(NARROWEST, Math.min(WIDEST, terminal.columns())))
                .setExecutionExceptionHandler(
                        (exception, command, parsed) -> Failure.of(exception).report(command))
                .setParameterExceptionHandler((exception, given) -> Failure.usage(exception, Arrays.asList(given)));
    }

    /** Runs one command and gives the exit code of the process. */
    static int run(CommandLine line, String... args) {
        try {
            return line.execute(args);
        } catch (OutOfMemoryError | LinkageError e) {
            return Failure.of(e).report(line);
        }
    }
}
