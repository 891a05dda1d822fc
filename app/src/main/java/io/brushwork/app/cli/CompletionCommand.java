package io.brushwork.app.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code brushwork completion}: a script that completes commands and flags on Tab. */
@Command(
        name = "completion",
        description = "Prints a script with which bash and zsh complete commands and flags.",
        footer = {"", "Examples:", "  source <(brushwork completion)", "  brushwork completion >> ~/.bash_completion"})
final class CompletionCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        spec.commandLine().getOut().println(AutoComplete.bash(root.getCommandName(), root));
        return 0;
    }
}
