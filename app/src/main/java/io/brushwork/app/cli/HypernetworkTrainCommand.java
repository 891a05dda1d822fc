package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.ModelOptions;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.job.JobListener;
import io.brushwork.job.Notice;
import io.brushwork.job.Stop;
import io.brushwork.training.HypernetworkTrainer;
import io.brushwork.training.RunFolder;
import io.brushwork.training.TrainingOptions;
import io.brushwork.training.TrainingResult;
import io.brushwork.training.TrainingSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code brushwork hypernetwork train}: a network learns from a folder of pictures. */
@Command(
        name = "train",
        modelTransformer = TrainingFlags.Options.class,
        abbreviateSynopsis = true,
        description = {
            "Trains a hypernetwork on a folder of pictures with captions.",
            "Its file is replaced once, when the run ends well; copies, previews and logs go to runs/NAME/DATE-TIME."
                    + " Ctrl-C saves a copy and ends; --resume goes on from the last copy."
        },
        footer = {
            "",
            "Examples:",
            "  brushwork hypernetwork train oil --data pictures/ --steps 1500 --learn-rate \"5e-5:100, 5e-6:1500\"",
            "  brushwork hypernetwork train oil --resume",
            "  brushwork hypernetwork train oil --resume --learn-rate 1e-6 --steps 3000"
        })
final class HypernetworkTrainCommand implements Callable<Integer> {
    /** Of a pass through a large U-Net on a slow machine, and the copy after it. */
    private static final long LONGEST_PASS_SECONDS = 900;

    private final Terminal terminal;
    private final Interrupt interrupt;

    HypernetworkTrainCommand(Terminal terminal, Interrupt interrupt) {
        this.terminal = terminal;
        this.interrupt = interrupt;
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "A file, or a name in the tree of models.")
    @SuppressWarnings("NullAway.Init") // picocli requires it.
    private String name;

    @Option(names = "--resume", description = "Go on with the network's newest run, from its last copy.")
    private boolean resume;

    @Option(
            names = "--accept-data-change",
            description = "Resume although pictures, captions, their template or the model have changed.")
    private boolean acceptDataChange;

    @Option(names = "--settings", paramLabel = "FILE", description = "Settings of an earlier run: its settings.json.")
    private @Nullable Path settings;

    @Option(names = OutputFlags.JSON, description = "Write events to stdout, one JSON object a line.")
    private boolean json;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private ModelFlags models;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        JobListener report = JobListener.of(
                json
                        ? new JsonLines(out)
                        : new TextLines(out, spec.commandLine().getErr(), terminal),
                () -> interrupt.asked() ? Stop.AFTER_STEP : Stop.NONE);
        models.useThreads();
        Path file = models.hypernetwork(name, notices(report)).toAbsolutePath();
        TrainingResult result = resume ? resumed(file, report) : begun(file, report);
        return result.finished() ? 0 : Failure.STOPPED;
    }

    private static Consumer<String> notices(JobListener listener) {
        return text -> listener.on(new Notice(text));
    }

    private TrainingResult begun(Path file, JobListener report) throws IOException {
        Path folder = flags().folder();
        if (folder == null && settings == null) {
            throw new IllegalArgumentException("--data: expected a folder of pictures, such as --data pictures/");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    file + ": there is no such hypernetwork; make one with: brushwork hypernetwork create");
        }
        Path none = Path.of("");
        TrainingOptions options = TrainingOptions.of(file, none, Given.or(folder, none));
        ObjectNode read = settings == null ? JsonNodeFactory.instance.objectNode() : TrainingSettings.read(settings);
        // What a settings file names stays, unless it is named here too.
        boolean recorded = read.path("model").has("checkpoint") && !models.isGiven();
        options = recorded ? TrainingSettings.options(options, read) : withModel(options, read, report);
        TrainingOptions settled = flags().apply(options).with(changes -> changes.hypernetwork(file));
        interrupt.listen(LONGEST_PASS_SECONDS);
        return HypernetworkTrainer.train(settled, report);
    }

    /** With what was read and the model of the flags, in place of the one that was read. */
    private TrainingOptions withModel(TrainingOptions options, ObjectNode read, JobListener report) throws IOException {
        read.withObject("/model").remove(List.of("checkpoint", "vae", "prediction", "device", "dtype"));
        ModelOptions model = models.options(null, notices(report));
        return TrainingSettings.options(options, read).model(m -> m.of(model));
    }

    private TrainingResult resumed(Path file, JobListener report) throws IOException {
        Path runs = Given.or(flags().runs(), TrainingOptions.Saving.DEFAULT.runs());
        String network = Hypernetwork.nameOf(file);
        RunFolder run = RunFolder.resumable(runs.toAbsolutePath(), network)
                .orElseThrow(() -> new IOException(runs.resolve(network)
                        + ": holds no run to resume; begin one without --resume, or name its folder with --runs-dir"));
        ObjectNode recorded = TrainingSettings.read(run.settings());
        Path trained = Path.of(recorded.path("hypernetwork").asText());
        if (!trained.equals(file)) {
            notices(report).accept("the run trained " + trained + "; it goes on with that file");
        }
        Path none = Path.of("");
        TrainingOptions base = TrainingOptions.of(trained, none, none);
        TrainingOptions options =
                models.isGiven() ? withModel(base, recorded, report) : TrainingSettings.options(base, recorded);
        interrupt.listen(LONGEST_PASS_SECONDS);
        return HypernetworkTrainer.resume(run, flags().apply(options), acceptDataChange, report);
    }

    private TrainingFlags flags() {
        return new TrainingFlags(spec.commandLine().getParseResult());
    }
}
