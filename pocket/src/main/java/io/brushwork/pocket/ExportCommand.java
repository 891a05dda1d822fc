package io.brushwork.pocket;

import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.train.BaseTraining;
import io.brushwork.tensor.LibTorch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the whole model as one checkpoint. */
@Command(name = "export", description = "Writes the trained model as one checkpoint; flags as for train-base.")
final class ExportCommand implements Callable<Integer> {
    private static final String LICENCES =
            "Noto Emoji (Google) Apache-2.0; Twemoji (Twitter, Inc and other contributors)"
                    + " CC BY 4.0; Fluent UI Emoji (Microsoft Corporation) MIT; names: Emojibase (Miles Johnson) MIT";

    @Mixin
    private final RunFlags run = new RunFlags();

    @Mixin
    private final BaseFlags base = new BaseFlags();

    @Option(names = "--out", required = true, description = "the checkpoint, .safetensors")
    private Path out = Path.of("pocket.safetensors");

    @Override
    public Integer call() throws Exception {
        LibTorch.threads(1);
        DrawingList list = DrawingList.read(run.data());
        try (BaseTraining training = base.training(run, list)) {
            training.export(
                    out,
                    Map.of(
                            "brushwork.native_size", "64",
                            "modelspec.title", "Brushwork pocket",
                            "modelspec.architecture", "stable-diffusion-v1",
                            "modelspec.license", "Apache-2.0",
                            "modelspec.resolution", "64x64",
                            "modelspec.prediction_type", "epsilon",
                            "brushwork.data", LICENCES,
                            "brushwork.steps", String.valueOf(training.step()),
                            "brushwork.seed", String.valueOf(run.seed())));
        }
        System.out.println(out + ", " + Files.size(out) + " bytes");
        return 0;
    }
}
