package io.brushwork.bench;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.files.picture.Picture;
import io.brushwork.hypernetwork.Activation;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkConfig;
import io.brushwork.model.unet.PreparedContext;
import io.brushwork.model.unet.UNet;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Scope;
import io.brushwork.training.HypernetworkTrainer;
import io.brushwork.training.TrainingEvent;
import io.brushwork.training.TrainingOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.pytorch.InferenceMode;

/**
 * Training as users run it, at full size: a [1, 2, 1] relu hypernetwork for all widths, batch 1 at 512x512. Between two of
 * its steps runs a step of generation (batch 2, packed weights), or one of the same training in PyTorch.
 */
final class TrainBench {
    private static final List<Long> WIDTHS = List.of(768L, 320L, 640L, 1280L);

    private TrainBench() {}

    /** Time and memory of training alone. */
    static void alone(int rounds, Kind kind) throws IOException {
        train(rounds, kind, own -> System.out.printf("training step %.2f s%n", own));
        Memory.print("after training, " + kind.name().toLowerCase(Locale.ROOT));
    }

    /** How memory is used. */
    enum Kind {
        PACKED,
        PLAIN,
        CHECKPOINTED
    }

    static void againstGeneration(int rounds) throws IOException {
        Path file = TorchBench.checkpoint();
        try (Scope scope = new Scope();
                FileTensors tensors =
                        new FileTensors(file.toString(), Checkpoint.open(file).tensors());
                Weights weights = Weights.of(tensors, UNetBench.packed())) {
            UNet unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
            Inputs in = Inputs.make();
            try (PreparedContext context = prepare(unet, in)) {
                against("generation step", rounds, () -> {
                    try (InferenceMode inference = new InferenceMode(true)) {
                        return UNetBench.step(unet, in, context).run();
                    }
                });
            }
        }
    }

    static void againstPyTorch(int rounds, Path python) throws IOException {
        try (Eager eager = new Eager(python, "bench/pytorch/train.py", TorchBench.checkpoint())) {
            against("PyTorch's training step", rounds, () -> Double.parseDouble(eager.ask("step")));
        }
    }

    /** Training steps and another thing in turn. */
    private static void against(String name, int rounds, InTurn.Timed other) throws IOException {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        train(rounds + 2, Kind.PACKED, own -> {
            ours.add(own);
            theirs.add(other.run());
        });
        // The first round does not count, nor the last, in which a copy is written.
        double[] counted = InTurn.array(ours.subList(1, rounds + 1));
        double[] reference = InTurn.array(theirs.subList(1, rounds + 1));
        System.out.println(InTurn.Result.of(name, reference, reference));
        System.out.println(InTurn.Result.of("training step", counted, reference));
    }

    private static PreparedContext prepare(UNet unet, Inputs in) {
        try (InferenceMode inference = new InferenceMode(true)) {
            return unet.prepare(in.conditioning(), ContextTransform.NONE);
        }
    }

    private interface AfterStep {
        void run(double seconds) throws IOException;
    }

    private static void train(int steps, Kind kind, AfterStep after) throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Inputs.FOLDER), "train");
        Path data = Files.createDirectory(folder.resolve("data"));
        byte[] rgb = new byte[512 * 512 * 3];
        new Random(1).nextBytes(rgb);
        new Picture(512, 512, rgb).writePng(data.resolve("noise.png"), Map.of());
        Path network = folder.resolve("bench.pt");
        HypernetworkConfig config = new HypernetworkConfig(
                List.of(1.0, 2.0, 1.0),
                Activation.RELU,
                false,
                false,
                List.of(0.0, 0.0, 0.0),
                false,
                false,
                "Normal",
                0,
                null,
                null,
                null);
        try (Hypernetwork created = Hypernetwork.create("bench", WIDTHS, config, 1)) {
            created.save(network, DType.F32);
        }
        TrainingOptions basis = TrainingOptions.of(network, TorchBench.checkpoint(), data);
        TrainingOptions options = basis.model(m -> m.packing(kind == Kind.PACKED))
                .data(d -> d.size(512, 512))
                .optimization(o -> o.steps(steps).clipValue("1").checkpointing(kind == Kind.CHECKPOINTED))
                .saving(s -> s.runs(folder.resolve("runs")).cache(null).every(0).tensorBoard(false))
                .preview(p -> p.every(0))
                .guard(g -> g.holdout(0).previewNoise(false))
                .withSeed(1);
        AtomicLong began = new AtomicLong();
        HypernetworkTrainer.train(options, event -> {
            if (event instanceof TrainingEvent.Step) {
                try {
                    after.run((System.nanoTime() - began.get()) / 1e9);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            if (event instanceof TrainingEvent.Step || event instanceof TrainingEvent.Copy) {
                began.set(System.nanoTime());
            }
        });
    }
}
