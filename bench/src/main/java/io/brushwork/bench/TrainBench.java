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
import io.brushwork.training.GradientClip;
import io.brushwork.training.HypernetworkTrainer;
import io.brushwork.training.TrainingListener;
import io.brushwork.training.TrainingOptions;
import io.brushwork.training.TrainingStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.InferenceMode;
import org.jspecify.annotations.Nullable;

/**
 * Training as users run it, at full size: a [1, 2, 1] relu hypernetwork for all widths, batch 1 at 512x512. Between two of
 * its steps run a step of generation (batch 2, packed weights), and a step of the same training in PyTorch.
 */
final class TrainBench {
    private static final List<Long> WIDTHS = List.of(768L, 320L, 640L, 1280L);

    private TrainBench() {}

    /** Time and memory of training alone. */
    static void alone(int rounds, boolean checkpointing) throws IOException {
        train(rounds, checkpointing, own -> System.out.printf("training step %.2f s%n", own));
        Memory.print("after training" + (checkpointing ? " with checkpointing" : ""));
    }

    static void againstGeneration(int rounds, @Nullable Path python) throws IOException {
        Path file = TorchBench.checkpoint();
        Map<String, List<Double>> times = new LinkedHashMap<>();
        try (Scope scope = new Scope();
                FileTensors tensors =
                        new FileTensors(file.toString(), Checkpoint.open(file).tensors());
                Weights weights = Weights.of(tensors, UNetBench.packed());
                Eager eager = python == null ? null : new Eager(python, "bench/pytorch/train.py", file)) {
            UNet unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
            Inputs in = Inputs.make();
            try (PreparedContext context = prepare(unet, in)) {
                train(rounds + 2, false, own -> {
                    add(times, "training step", own);
                    if (eager != null) {
                        add(times, "PyTorch's training step", Double.parseDouble(eager.ask("step")));
                    }
                    try (InferenceMode inference = new InferenceMode(true)) {
                        add(
                                times,
                                "generation step",
                                UNetBench.step(unet, in, context).run());
                    }
                });
            }
        }
        // The first round does not count, nor the last, in which a copy is written.
        times.replaceAll((name, all) -> all.subList(1, all.size() - 1));
        List<Double> generation = times.getOrDefault("generation step", List.of());
        times.forEach((name, all) -> System.out.println(InTurn.Result.of(name, array(all), array(generation))));
        List<Double> theirs = times.get("PyTorch's training step");
        if (theirs != null) {
            System.out.println(InTurn.Result.of(
                    "training against PyTorch", array(times.getOrDefault("training step", List.of())), array(theirs)));
        }
    }

    private static PreparedContext prepare(UNet unet, Inputs in) {
        try (InferenceMode inference = new InferenceMode(true)) {
            return unet.prepare(in.context(), ContextTransform.NONE);
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void add(Map<String, List<Double>> times, String name, double seconds) {
        times.computeIfAbsent(name, n -> new ArrayList<>()).add(seconds);
    }

    private interface AfterStep {
        void run(double seconds) throws IOException;
    }

    private static void train(int steps, boolean checkpointing, AfterStep after) throws IOException {
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
        TrainingOptions options = TrainingOptions.of(network, TorchBench.checkpoint(), data)
                .withOptimization(new TrainingOptions.Optimization(
                        steps, "1e-5", GradientClip.DISABLED, "1", 1, 1, 0.01, checkpointing, 0, 0))
                .withSaving(new TrainingOptions.Saving(folder.resolve("runs"), null, 0, 1, false))
                .withPreview(TrainingOptions.Preview.DEFAULT.withEvery(0))
                .withGuard(new TrainingOptions.Guard(false, 0, 0, 5, false))
                .withSeed(1);
        HypernetworkTrainer.train(options, new TrainingListener() {
            private long began;

            @Override
            public void onCopy(long step, Path file) {
                began = System.nanoTime();
            }

            @Override
            public void onStep(TrainingStatus status) {
                try {
                    after.run((System.nanoTime() - began) / 1e9);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                began = System.nanoTime();
            }
        });
    }
}
