package io.brushwork.pocket;

import static java.util.Map.entry;

import io.brushwork.catalog.ModelDefaults;
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

    private static final Map<String, String> METADATA = Map.ofEntries(
            entry(ModelDefaults.SIDE_KEY, "64"),
            entry(ModelDefaults.CFG_SCALE_KEY, String.valueOf(BaseTraining.GUIDANCE)),
            entry("modelspec.title", "Brushwork pocket"),
            entry("modelspec.architecture", "stable-diffusion-v1"),
            entry("modelspec.license", "Apache-2.0"),
            entry("modelspec.resolution", "64x64"),
            entry("modelspec.prediction_type", "epsilon"),
            entry("brushwork.data", LICENCES));

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
            training.export(out, METADATA);
        }
        System.out.println(out + ", " + Files.size(out) + " bytes");
        return 0;
    }
}
