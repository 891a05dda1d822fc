package io.brushwork.bench;

import io.brushwork.tensor.LibTorch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/** {@code bench/run NAME [ARGUMENTS]}: one measurement; see docs/performance.md. */
public final class Main {
    private static final String USAGE = """
            Measurements at the size of SD 1.5, 512x512, a batch of two (one picture with its negative prompt):
              unet [ROUNDS]              steps a second, share of the peak, memory
              fp16 [ROUNDS]              as unet, weights kept in float16
              plain [ROUNDS]             packed weights against plain ones
              hypernetworks [ROUNDS]     with networks against none
              pytorch PYTHON [ROUNDS]    against PyTorch's eager U-Net
              vae PYTHON [ROUNDS]        decode and encode against PyTorch's
              train [ROUNDS]             training and a generation step in turn
              train-pytorch PYTHON [ROUNDS]  training and PyTorch's in turn
              train-memory packed|plain|checkpointed [ROUNDS]  training alone
              small PYTHON [ROUNDS]      the embedded model, generation and training, against PyTorch, one thread
              load [ROUNDS]              a float16 checkpoint against reading its bytes
              write FILE fp32|fp16       the random checkpoint as a file""";

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        List<String> rest = Arrays.asList(arguments);
        if (rest.isEmpty()) {
            System.out.println(USAGE);
            return;
        }
        System.out.println(LocalDate.now(ZoneId.systemDefault()) + ", Java " + Runtime.version() + ", "
                + LibTorch.threads() + " threads");
        List<String> tail = rest.subList(1, rest.size());
        switch (rest.get(0)) {
            case "unet" -> UNetBench.share(rounds(tail, 0), false);
            case "fp16" -> UNetBench.share(rounds(tail, 0), true);
            case "plain" -> UNetBench.packedAgainstPlain(rounds(tail, 0));
            case "hypernetworks" -> UNetBench.hypernetworks(rounds(tail, 0));
            case "pytorch" -> TorchBench.unet(Path.of(tail.get(0)), rounds(tail, 1));
            case "vae" -> TorchBench.vae(Path.of(tail.get(0)), rounds(tail, 1));
            case "train" -> TrainBench.againstGeneration(rounds(tail, 0));
            case "train-pytorch" -> TrainBench.againstPyTorch(rounds(tail, 1), Path.of(tail.get(0)));
            case "train-memory" -> TrainBench.alone(rounds(tail, 1), kind(tail));
            case "small" -> SmallBench.run(Path.of(tail.get(0)), rounds(tail, 1));
            case "load" -> LoadBench.run(rounds(tail, 0));
            case "write" -> new SeededTensors(LoadBench.dtype(tail.get(1))).write(Path.of(tail.get(0)));
            default -> System.out.println(USAGE);
        }
    }

    private static TrainBench.Kind kind(List<String> arguments) {
        String word = arguments.get(0);
        for (TrainBench.Kind kind : TrainBench.Kind.values()) {
            if (kind.name().equalsIgnoreCase(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "train-memory: expected one of " + Arrays.toString(TrainBench.Kind.values()) + ", got " + word);
    }

    private static int rounds(List<String> arguments, int index) {
        return arguments.size() > index ? Integer.parseInt(arguments.get(index)) : 5;
    }
}
