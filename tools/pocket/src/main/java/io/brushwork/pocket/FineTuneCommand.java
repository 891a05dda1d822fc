package io.brushwork.pocket;

import io.brushwork.files.picture.Picture;
import io.brushwork.pocket.train.FineTune;
import io.brushwork.pocket.train.TrainingLoop;
import io.brushwork.tensor.LibTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the whole U-Net on a folder of pictures, to compare hypernetworks with. */
@Command(name = "fine-tune", description = "Trains the whole U-Net on a folder of pictures (--data), to compare with.")
final class FineTuneCommand implements Callable<Integer> {
    @Mixin
    private final RunFlags run = new RunFlags();

    @Option(names = "--model", required = true, description = "the checkpoint to start from")
    private Path model = Path.of("pocket.safetensors");

    @Option(names = "--batch", defaultValue = "8", description = "pictures in a batch (${DEFAULT-VALUE})")
    private int batch;

    @Option(names = "--out", required = true, description = "the checkpoint that is made, .safetensors")
    private Path out = Path.of("tuned.safetensors");

    @Override
    public Integer call() throws Exception {
        LibTorch.threads(run.shards());
        List<Picture> pictures = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        for (Path file : pictures(run.data())) {
            pictures.add(Picture.read(file));
            String name = String.valueOf(file.getFileName());
            Path caption = file.resolveSibling(name.substring(0, name.length() - 4) + ".txt");
            if (!Files.isRegularFile(caption)) {
                throw new IOException(file + ": has no caption; expected " + caption);
            }
            captions.add(Files.readString(caption).strip());
        }
        try (FineTune training = new FineTune(model)) {
            TrainingLoop.Plan plan = run.plan("fine-tune " + model + " " + batch + " " + pictures.size());
            training.run(pictures, captions, batch, run.folder(), plan, out, run::report);
        }
        return 0;
    }

    private static List<Path> pictures(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new IOException(folder + ": holds no .png");
            }
            return found;
        }
    }
}
