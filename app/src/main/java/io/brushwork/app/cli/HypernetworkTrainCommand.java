package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.ModelOptions;
import io.brushwork.catalog.ModelIdentity;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.job.JobListener;
import io.brushwork.job.Notice;
import io.brushwork.job.Stop;
import io.brushwork.tensor.Compute;
import io.brushwork.training.HypernetworkTrainer;
import io.brushwork.training.RunFolder;
import io.brushwork.training.TrainingOptions;
import io.brushwork.training.TrainingResult;
import io.brushwork.training.TrainingSettings;
import java.io.IOException;
import java.io.PrintWriter;
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
    /** Bytes of memory from which on 13.4 GB for SD 1.5 leave enough for others. */
    private static final long ROOM_TO_PACK = 20_000_000_000L;

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
    private final TrainingFlags flags = new TrainingFlags();

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
        ObjectNode changes = settings == null ? flags.changes() : laid(TrainingSettings.read(settings));
        if (flags.folder() == null && settings == null) {
            throw new IllegalArgumentException("--data: expected a folder of pictures, such as --data pictures/");
        }
        // What a settings file names stays, unless it is named here too.
        boolean recorded = settings != null && changes.path("model").has("checkpoint") && !models.isGiven();
        Path folder = flags.folder() == null ? Path.of("") : flags.folder();
        TrainingOptions options;
        if (recorded) {
            options =
                    fresh(file, Path.of(changes.path("model").path("checkpoint").asText()), folder);
        } else {
            changes.withObject("/model").remove(List.of("checkpoint", "vae", "prediction", "device", "dtype"));
            options = withModel(fresh(file, Path.of(""), folder), report);
        }
        changes.put("hypernetwork", file.toString());
        TrainingOptions settled = TrainingSettings.options(options, changes);
        interrupt.listen(LONGEST_PASS_SECONDS);
        return HypernetworkTrainer.train(settled, report);
    }

    private TrainingOptions withModel(TrainingOptions options, JobListener report) throws IOException {
        ModelOptions model = models.options(null, notices(report));
        ModelIdentity identity = ModelIdentity.of(model.checkpoint(), model.vae(), model.hashCache());
        TrainingOptions changed = options.withModel(new TrainingOptions.Model(
                model.checkpoint().toAbsolutePath(),
                model.vae() == null ? null : model.vae().toAbsolutePath(),
                model.prediction(),
                options.model().clipSkip(),
                model.compute().device(),
                Compute.label(model.compute().dtype()),
                options.model().keepVae(),
                MachineMemory.now().total() >= ROOM_TO_PACK));
        int side = identity.defaults().side().orElse(options.data().width());
        return changed.withData(changed.data().withSize(side, side))
                .withPreview(changed.preview().withCfgScale(identity.defaults().settledCfgScale()));
    }

    private ObjectNode laid(ObjectNode read) throws IOException {
        return TrainingSettings.lay(flags.changes(), read);
    }

    private TrainingResult resumed(Path file, JobListener report) throws IOException {
        Path runs = flags.runs() == null ? TrainingOptions.Saving.DEFAULT.runs() : flags.runs();
        String network = Hypernetwork.nameOf(file);
        RunFolder run = RunFolder.resumable(runs.toAbsolutePath(), network)
                .orElseThrow(() -> new IOException(runs.resolve(network)
                        + ": holds no run to resume; begin one without --resume, or name its folder with --runs-dir"));
        ObjectNode recorded = TrainingSettings.read(run.settings());
        Path trained = Path.of(recorded.path("hypernetwork").asText());
        TrainingOptions base = TrainingOptions.of(trained, Path.of(""), Path.of(""));
        if (!trained.equals(file)) {
            notices(report).accept("the run trained " + trained + "; it goes on with that file");
        }
        TrainingOptions options = TrainingSettings.options(
                TrainingSettings.options(base, recorded), models.isGiven() ? laidModel(report) : flags.changes());
        interrupt.listen(LONGEST_PASS_SECONDS);
        return HypernetworkTrainer.resume(run, options, acceptDataChange, report);
    }

    /** The model that was named, in place of the run's. */
    private ObjectNode laidModel(JobListener report) throws IOException {
        TrainingOptions.Model model = withModel(TrainingOptions.of(Path.of(""), Path.of(""), Path.of("")), report)
                .model();
        ObjectNode changes = flags.changes();
        ObjectNode tree = changes.withObject("/model");
        tree.put("checkpoint", model.checkpoint().toString());
        tree.put("vae", model.vae() == null ? null : model.vae().toString());
        tree.put(
                "prediction",
                model.prediction() == null ? null : model.prediction().name());
        tree.put("device", model.device());
        tree.put("dtype", model.dtype());
        return changes;
    }

    /** The default folders as they are from here: a run is resumed from anywhere. */
    private static TrainingOptions fresh(Path file, Path checkpoint, Path folder) {
        TrainingOptions options = TrainingOptions.of(file, checkpoint, folder);
        TrainingOptions.Saving saving = options.saving();
        return options.withSaving(new TrainingOptions.Saving(
                saving.runs().toAbsolutePath(),
                saving.cache() == null ? null : saving.cache().toAbsolutePath(),
                saving.every(),
                saving.csvEvery(),
                saving.tensorBoard()));
    }
}
