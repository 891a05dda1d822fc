package io.brushwork.bench;

import com.sun.management.OperatingSystemMXBean;
import io.brushwork.ModelOptions;
import io.brushwork.StableDiffusion;
import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.files.picture.Picture;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.generation.GenerationStep;
import io.brushwork.hypernetwork.Activation;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkConfig;
import io.brushwork.hypernetwork.Strength;
import io.brushwork.job.JobEvent;
import io.brushwork.job.JobListener;
import io.brushwork.model.unet.Conditioning;
import io.brushwork.model.unet.PreparedContext;
import io.brushwork.model.unet.UNet;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import io.brushwork.training.HypernetworkTrainer;
import io.brushwork.training.TrainingEvent;
import io.brushwork.training.TrainingOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Steps of the embedded model against eager PyTorch over the same weights, on one thread: generation (a batch of two, one
 * picture with its negative prompt) and training (a batch of one), both with a [1, 2, 1] relu hypernetwork for all widths, and
 * on Brushwork's side as users run them. Measured is processor time, of all threads of the process, the JVM's own included:
 * on a busy machine the clock on the wall says nothing about steps this short.
 */
final class SmallBench {
    private static final Path CHECKPOINT = Path.of("models", "checkpoints", "pocket.safetensors");
    /** Steps between two readings of the processor's clock, which ticks every 10 ms. */
    private static final int BLOCK = 40;
    /** Steps that do not count, while the JVM compiles what runs. */
    private static final int WARM = 200;

    private static final int SIDE = 64;

    private final Path folder;
    private final Path hypernetwork;
    private final int rounds;

    private SmallBench(Path folder, int rounds) {
        this.folder = folder;
        this.hypernetwork = folder.resolve("small.safetensors");
        this.rounds = rounds;
    }

    static void run(Path python, int rounds) throws IOException {
        LibTorch.threads(1);
        Path folder = Files.createTempDirectory(Files.createDirectories(Inputs.FOLDER), "small");
        SmallBench bench = new SmallBench(folder, rounds);
        try (Eager eager = new Eager(python, "bench/pytorch/small.py", CHECKPOINT)) {
            bench.compare(eager);
            bench.generation(eager);
            bench.training(eager);
        }
    }

    /** Makes the hypernetwork, hands it over, and checks that both sides predict the same. */
    private void compare(Eager eager) throws IOException {
        try (Scope scope = new Scope();
                Generator generator = torch.make_generator_cpu(1);
                FileTensors tensors = new FileTensors(
                        CHECKPOINT.toString(), Checkpoint.open(CHECKPOINT).tensors());
                Weights weights = Weights.of(tensors, UNetBench.packed())) {
            UNet unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
            try (Hypernetwork network = Hypernetwork.create("small", unet.widths(), config(), 1)) {
                network.save(hypernetwork, DType.F32);
                GeneratorOptional random = new GeneratorOptional(generator);
                Tensor x = torch.randn(new long[] {2, unet.inChannels(), SIDE / 8, SIDE / 8}, random);
                Tensor timesteps = torch.tensor(new float[] {601, 601});
                Tensor context = torch.randn(new long[] {2, 77, unet.contextWidth()}, random);
                Map<String, Tensor> given = new LinkedHashMap<>(network.weights());
                given.putAll(Map.of("x", x, "t", timesteps, "context", context));
                eager.give(given);
                try (InferenceMode inference = new InferenceMode(true);
                        PreparedContext prepared =
                                unet.prepare(Conditioning.of(context), network.transform(Strength.FULL))) {
                    TorchBench.compare(eager, "unet", () -> unet.forward(x, timesteps, prepared));
                }
            }
        }
    }

    private void generation(Eager eager) throws IOException {
        try (StableDiffusion model =
                StableDiffusion.load(ModelOptions.of(CHECKPOINT).withHypernetworks(folder))) {
            GenerationRequest request = GenerationRequest.of("a red apple <hypernet:small:1>")
                    .steps(2 * BLOCK)
                    .seed(1)
                    .build();
            for (int i = 0; i < WARM / (2 * BLOCK); i++) {
                model.generate(request);
            }
            new InTurn()
                    .with("PyTorch, generation step", eager.timed("generate " + BLOCK))
                    .with("Brushwork, generation step", () -> {
                        double[] began = new double[1];
                        double[] took = new double[1];
                        model.generate(request, event -> {
                            if (event instanceof GenerationStep step && step.step() == BLOCK) {
                                began[0] = processorSeconds();
                            } else if (event instanceof GenerationStep step && step.step() == 2 * BLOCK) {
                                took[0] = (processorSeconds() - began[0]) / BLOCK;
                            }
                        });
                        return took[0];
                    })
                    .run(rounds);
        }
    }

    private void training(Eager eager) throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        byte[] rgb = new byte[SIDE * SIDE * 3];
        new Random(1).nextBytes(rgb);
        new Picture(SIDE, SIDE, rgb).writePng(data.resolve("noise.png"), Map.of());
        TrainingOptions options = TrainingOptions.of(hypernetwork, CHECKPOINT, data)
                .data(d -> d.width(SIDE).height(SIDE))
                .optimization(o -> o.learnRate("1e-5").steps(WARM + rounds * BLOCK + 1))
                .saving(s -> s.runs(folder.resolve("runs"))
                        .cache(null)
                        .every(0)
                        .csvEvery(1)
                        .tensorBoard(true))
                .preview(p -> p.every(0))
                .with(o -> o.seed(1));
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        eager.ask("train " + BLOCK);
        HypernetworkTrainer.train(options, new JobListener() {
            private double began;

            @Override
            public void on(JobEvent event) {
                if (event instanceof TrainingEvent.Step taken) {
                    step(taken.status().step() - WARM);
                }
            }

            private void step(long counted) {
                if (counted > 0 && counted % BLOCK == 0) {
                    ours.add((processorSeconds() - began) / BLOCK);
                    try {
                        theirs.add(Double.parseDouble(eager.ask("train " + BLOCK)));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                if (counted % BLOCK == 0) {
                    began = processorSeconds();
                }
            }
        });
        double[] reference = InTurn.array(theirs);
        System.out.println(InTurn.Result.of("PyTorch, training step", reference, reference));
        System.out.println(InTurn.Result.of("Brushwork, training step", InTurn.array(ours), reference));
    }

    private static HypernetworkConfig config() {
        return new HypernetworkConfig(
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
    }

    private static double processorSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }
}
