package io.brushwork.app.cli;

import io.brushwork.app.engine.FileTrouble;
import io.brushwork.app.engine.JobJson;
import io.brushwork.base.OptionException;
import io.brushwork.training.DivergedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Why a command ended early: one sentence for the user and a number for scripts. */
public record Failure(String sentence, int exitCode, Throwable cause) {
    static final int FAILED = CommandLine.ExitCode.SOFTWARE;
    static final int USAGE = CommandLine.ExitCode.USAGE;
    /** As the shell has it for what SIGINT ended. */
    static final int STOPPED = 130;

    private static final String MEMORY =
            "there is not enough memory: try a smaller --width and --height, --batch-size 1,"
                    + " --weights fp16 or --tiled-vae";
    /** How the library's messages begin: the name of what is wrong. */
    private static final Pattern SUBJECT = Pattern.compile("([a-z][A-Za-z_ -]*): ");

    static Failure of(Throwable thrown) {
        Throwable cause = thrown instanceof UncheckedIOException ? Given.or(thrown.getCause(), thrown) : thrown;
        if (cause instanceof CancellationException) {
            return new Failure("stopped", STOPPED, cause);
        }
        if (cause instanceof OutOfMemoryError) {
            return new Failure(MEMORY, FAILED, cause);
        }
        if (cause instanceof LinkageError) {
            // The first error of a class that could not be set up has the reason as its cause.
            Throwable root = Given.or(cause.getCause(), cause);
            return new Failure(
                    "libtorch could not be loaded: " + firstLine(Given.or(root.getCause(), root)), FAILED, cause);
        }
        if (cause instanceof IllegalArgumentException) {
            return new Failure(firstLine(cause), USAGE, cause);
        }
        if (cause instanceof FileSystemException file) {
            return new Failure(file.getFile() + ": " + FileTrouble.reason(file), FAILED, cause);
        }
        if (cause instanceof IOException
                || cause instanceof ArithmeticException
                || cause instanceof DivergedException) {
            return new Failure(firstLine(cause), FAILED, cause);
        }
        String line = firstLine(cause);
        if (line.contains("DefaultCPUAllocator") || line.contains("out of memory")) {
            return new Failure(MEMORY, FAILED, cause);
        }
        return new Failure("unexpected: " + line + " (--debug prints where)", FAILED, cause);
    }

    /** libtorch's messages go on with a stack trace of their own. */
    private static String firstLine(Throwable thrown) {
        String message = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
        return message.lines().findFirst().orElse(thrown.toString());
    }

    /** Tells the user, and gives the exit code. */
    int report(CommandLine command) {
        CommandLine.ParseResult parsed = command.getParseResult();
        if (parsed != null && parsed.hasMatchedOption("--debug")) {
            cause.printStackTrace(command.getErr());
        }
        String said = inFlags(command);
        command.getErr().println(exitCode == STOPPED ? said : "error: " + said);
        if (parsed != null && parsed.hasMatchedOption(OutputFlags.JSON)) {
            JsonLines.print(command.getOut(), JobJson.error(said, exitCode));
        }
        return exitCode;
    }

    /** {@code cfgScale: expected …} becomes {@code --cfg-scale: expected …}: the name by which the user knows it. */
    private String inFlags(CommandLine command) {
        if (exitCode != USAGE) {
            return sentence;
        }
        if (cause instanceof OptionException option) {
            return FieldFlags.of(option.field(), command.getCommandSpec())
                    .map(option::named)
                    .orElse(sentence);
        }
        Matcher subject = SUBJECT.matcher(sentence);
        return subject.lookingAt()
                ? FieldFlags.of(subject.group(1), command.getCommandSpec())
                        .map(flag -> flag + sentence.substring(subject.end() - 2))
                        .orElse(sentence)
                : sentence;
    }

    /** Wrong flags: what is wrong, what may have been meant, and where to read more. */
    static int usage(CommandLine.ParameterException exception, List<String> given) {
        CommandLine command = exception.getCommandLine();
        PrintWriter err = command.getErr();
        String message = String.valueOf(exception.getMessage());
        err.println("error: " + message);
        CommandLine.UnmatchedArgumentException.printSuggestions(exception, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        @Nullable Throwable cause = exception.getCause();
        if (cause != null && given.contains("--debug")) {
            cause.printStackTrace(err);
        }
        if (given.contains(OutputFlags.JSON)) {
            JsonLines.print(command.getOut(), JobJson.error(message, USAGE));
        }
        return USAGE;
    }
}
