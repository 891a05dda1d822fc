package io.brushwork.pocket;

import io.brushwork.catalog.ModelDefaults;
import io.brushwork.files.AtomicFile;
import io.brushwork.files.Checkpoint;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.data.DrawingSet;
import io.brushwork.pocket.data.StyleDrawings;
import io.brushwork.pocket.data.Subject;
import io.brushwork.pocket.evaluate.AskedSubjects;
import io.brushwork.pocket.evaluate.Evaluation;
import io.brushwork.pocket.evaluate.StyleClassifier;
import io.brushwork.tensor.LibTorch;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the model, or a hypernetwork on it. */
@Command(
        name = "evaluate",
        description = "Measures a model on the subjects held out; with --style, how often its pictures are in a style.")
final class EvaluateCommand implements Callable<Integer> {
    private static final int HELD_OUT = 200;

    @Option(names = "--data", required = true, description = "folder that \"pocket/run data\" wrote")
    private Path data = Path.of("data");

    @Option(names = "--model", required = true, description = "the checkpoint")
    private Path model = Path.of("pocket.safetensors");

    @Option(names = "--style", description = "measure this style: ${COMPLETION-CANDIDATES}")
    private @Nullable DrawingSet style;

    @Option(
            names = "--with",
            description = "hypernetwork to draw with; several may be given, none for the model by itself")
    private List<Path> hypernetworks = List.of();

    @Option(
            names = "--tuned",
            description = "a whole model that was taught the style, measured too; several may be given")
    private List<Path> tuned = List.of();

    @Option(names = "--strengths", split = ",", defaultValue = "0,0.5,1,1.5", description = "(${DEFAULT-VALUE})")
    private List<Double> strengths = List.of();

    @Option(
            names = "--choosing",
            description =
                    "for choosing settings: draw subjects that come last for --style to learn from, in place of those"
                            + " held out of all styles")
    private boolean choosing;

    @Option(names = "--count", description = "subjects to draw (200; with --choosing 100)")
    private @Nullable Integer count;

    @Option(
            names = "--cfg-scale",
            defaultValue = "" + GenerationRequest.CFG_SCALE_OF_MODEL,
            description = "as in generation; by default what the model's file asks for")
    private double cfgScale;

    @Option(
            names = "--classifier-steps",
            defaultValue = "1600",
            description = "batches that a classifier of styles learns from (${DEFAULT-VALUE})")
    private int classifierSteps;

    @Option(names = "--threads", defaultValue = "2", description = "(${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--out", required = true, description = "folder for the report and contact sheets")
    private Path out = Path.of("evaluation");

    @Override
    public Integer call() throws Exception {
        LibTorch.threads(1);
        Files.createDirectories(out);
        StringBuilder lines = new StringBuilder();
        double guidance = cfgScale == GenerationRequest.CFG_SCALE_OF_MODEL
                ? ModelDefaults.of(Checkpoint.open(model).metadata()).settledCfgScale()
                : GenerationRequest.of("").cfgScale(cfgScale).build().guidance().cfgScale();
        Evaluation.Settings settings =
                new Evaluation.Settings(guidance, StyleClassifier.learnRate(classifierSteps), threads);
        DrawingList list = DrawingList.read(data);
        String name = (style == null ? "base" : style.folder()) + (choosing ? "-choosing" : "");
        Consumer<String> report = line -> {
            System.out.println(line);
            lines.append(line).append('\n');
        };
        List<Subject> subjects = subjects(list);
        report.accept(name + "\t" + subjects.size() + " subjects\tguidance " + guidance);
        try (Evaluation evaluation = new Evaluation(list, model, subjects, out, settings, report)) {
            if (style == null) {
                evaluation.autoencoder();
                evaluation.base();
            } else {
                evaluation.style(name, style, sides());
            }
        }
        AtomicFile.write(
                out.resolve(name + ".tsv"),
                channel ->
                        Channels.newOutputStream(channel).write(lines.toString().getBytes(StandardCharsets.UTF_8)));
        return 0;
    }

    private List<Subject> subjects(DrawingList list) {
        if (!choosing) {
            return AskedSubjects.heldOut(list, count == null ? HELD_OUT : count);
        }
        if (style == null) {
            throw new IllegalArgumentException("choosing: expected a --style, whose subjects they are; got none");
        }
        return AskedSubjects.spare(list, style, count == null ? StyleDrawings.SPARE : count);
    }

    private List<Evaluation.Side> sides() {
        List<Evaluation.Side> sides = new ArrayList<>();
        for (Path hypernetwork : hypernetworks) {
            for (double strength : strengths) {
                sides.add(Evaluation.Side.of(model, hypernetwork, strength));
            }
        }
        tuned.forEach(each -> sides.add(Evaluation.Side.of(each)));
        return sides.isEmpty() ? List.of(Evaluation.Side.of(model)) : sides;
    }
}
