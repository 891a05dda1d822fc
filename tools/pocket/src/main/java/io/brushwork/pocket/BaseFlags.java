package io.brushwork.pocket;

import io.brushwork.catalog.FileHash;
import io.brushwork.pocket.data.BaseDrawings;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.train.BaseTask;
import io.brushwork.pocket.train.BaseTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Sizes and settings of text model and U-Net: the same for training and export. */
final class BaseFlags {
    @Option(names = "--text-width", defaultValue = "96", description = "of the context (${DEFAULT-VALUE})")
    private int textWidth;

    @Option(names = "--text-layers", defaultValue = "2", description = "of the text model (${DEFAULT-VALUE})")
    private int textLayers;

    @Option(names = "--channels", defaultValue = "64", description = "of the U-Net's first level (${DEFAULT-VALUE})")
    private int channels;

    @Option(names = "--multiples", split = ",", defaultValue = "1,2,3", description = "(${DEFAULT-VALUE})")
    private List<Integer> multiples = List.of();

    @Option(names = "--blocks", defaultValue = "1", description = "of each level (${DEFAULT-VALUE})")
    private int blocks;

    @Option(names = "--batch", defaultValue = "64", description = "drawings in a batch (${DEFAULT-VALUE})")
    private int batch;

    @Option(names = "--gamma", defaultValue = "5", description = "of the min-SNR weights (${DEFAULT-VALUE})")
    private double gamma;

    @Option(
            names = "--black-and-white",
            defaultValue = "TAUGHT",
            description = "what the tenth of the drawings that is in black and white shows: ${COMPLETION-CANDIDATES}"
                    + " (${DEFAULT-VALUE})")
    private BaseDrawings.BlackAndWhite blackAndWhite = BaseDrawings.BlackAndWhite.TAUGHT;

    @Option(
            names = "--from",
            description = "a checkpoint to begin with: its weights, and its autoencoder where the run has none")
    private @Nullable Path from;

    BaseTask.Settings settings() {
        return new BaseTask.Settings(batch, gamma);
    }

    /** The training in the run's folder, begun or to be begun. */
    BaseTraining training(RunFlags run, DrawingList list) throws IOException {
        BaseTraining.Sizes sizes = new BaseTraining.Sizes(textWidth, textLayers, channels, multiples, blocks);
        Path trained = run.folder().resolve(TrainVaeCommand.VAE);
        Path vae = from != null && !Files.exists(trained) ? from : trained;
        // Nothing for what was the only way, so that older states go on.
        String shown = blackAndWhite == BaseDrawings.BlackAndWhite.OTHERS ? "" : " black and white " + blackAndWhite;
        String begun = from == null ? "" : " from " + FileHash.shortHash(FileHash.sha256(from));
        return new BaseTraining(
                BaseDrawings.of(list.drawings(), blackAndWhite),
                vae,
                from,
                run.folder().resolve("base"),
                sizes,
                run.plan("base " + sizes + " " + settings() + shown + begun));
    }
}
