package io.brushwork.pocket;

import io.brushwork.files.AtomicFile;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.data.DrawingSet;
import io.brushwork.pocket.evaluate.Evaluation;
import io.brushwork.tensor.LibTorch;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the model, or a hypernetwork on it. */
@Command(
        name = "evaluate",
        description = "Measures a model on the subjects held out; with --style, how often its pictures are in a style.")
final class EvaluateCommand implements Callable<Integer> {
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

    @Option(names = "--count", defaultValue = "200", description = "subjects to draw (${DEFAULT-VALUE})")
    private int count;

    @Option(names = "--cfg-scale", defaultValue = "7", description = "as in generation (${DEFAULT-VALUE})")
    private double cfgScale;

    @Option(names = "--threads", defaultValue = "2", description = "(${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--out", required = true, description = "folder for the report and contact sheets")
    private Path out = Path.of("evaluation");

    @Override
    public Integer call() throws Exception {
        LibTorch.threads(1);
        Files.createDirectories(out);
        StringBuilder lines = new StringBuilder();
        Evaluation.Settings settings = new Evaluation.Settings(count, cfgScale, threads);
        try (Evaluation evaluation = new Evaluation(DrawingList.read(data), model, out, settings, line -> {
            System.out.println(line);
            lines.append(line).append('\n');
        })) {
            if (style == null) {
                evaluation.autoencoder();
                evaluation.base();
            } else {
                evaluation.style(style, sides());
            }
        }
        AtomicFile.write(
                out.resolve((style == null ? "base" : style.folder()) + ".tsv"),
                channel ->
                        Channels.newOutputStream(channel).write(lines.toString().getBytes(StandardCharsets.UTF_8)));
        return 0;
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
