package io.brushwork.app.cli;

import io.brushwork.ModelOptions;
import io.brushwork.app.engine.ModelSession;
import io.brushwork.app.engine.Preview;
import io.brushwork.job.JobListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where pictures and progress go. */
final class OutputFlags {
    static final String JSON = "--json";

    private final Terminal terminal;
    private final Interrupt interrupt;

    OutputFlags(Terminal terminal, Interrupt interrupt) {
        this.terminal = terminal;
        this.interrupt = interrupt;
    }

    @Option(
            names = "--out",
            paramLabel = "FILE_OR_DIR",
            description = "A name ending in .png, or a folder. Default: outputs/ in the working directory, by date.")
    private @Nullable Path out;

    @Option(names = "--preview", paramLabel = "FILE", description = "Write a small picture of the work so far.")
    private @Nullable Path preview;

    @Option(
            names = "--preview-every",
            paramLabel = "N",
            defaultValue = "5",
            description = "Steps between two previews. Default: ${DEFAULT-VALUE}.")
    private int previewEvery;

    @Option(names = JSON, description = "Write events to stdout, one JSON object a line.")
    private boolean json;

    @Nullable
    Path out() {
        return out;
    }

    /** Tells the user, or a program, how the work goes on; Ctrl-C ends it. */
    JobListener listener(PrintWriter stdout, PrintWriter stderr) {
        return JobListener.of(json ? new JsonLines(stdout) : new TextLines(stdout, stderr, terminal), interrupt::stop);
    }

    /** Loads the model. */
    ModelSession open(ModelOptions options, JobListener listener) throws IOException {
        Preview previews = preview == null ? Preview.NONE : Preview.to(preview, previewEvery);
        ModelSession session = ModelSession.open(options, previews, listener);
        interrupt.listen();
        return session;
    }
}
