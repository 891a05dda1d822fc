package io.brushwork.pocket;

import io.brushwork.pocket.data.Drawing;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.net.Blueprint;
import io.brushwork.pocket.net.VaeBlueprint;
import io.brushwork.pocket.train.BaseTraining;
import io.brushwork.pocket.train.Pixels;
import io.brushwork.pocket.train.TrainingLoop;
import io.brushwork.pocket.train.VaeTask;
import io.brushwork.tensor.LibTorch;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the autoencoder. */
@Command(name = "train-vae", description = "Trains the autoencoder; goes on where it was stopped.")
final class TrainVaeCommand implements Callable<Integer> {
    /** The finished autoencoder, in the run's folder. */
    static final String VAE = "vae.safetensors";

    private static final int LATENT_CHANNELS = 4;

    @Mixin
    private final RunFlags run = new RunFlags();

    @Option(
            names = "--widths",
            split = ",",
            defaultValue = "64,64,96,128",
            description = "of levels (${DEFAULT-VALUE})")
    private List<Integer> widths = List.of();

    @Option(names = "--encoder-blocks", split = ",", defaultValue = "0,1,1,1", description = "(${DEFAULT-VALUE})")
    private List<Integer> encoderBlocks = List.of();

    @Option(names = "--decoder-blocks", split = ",", defaultValue = "0,2,2,2", description = "(${DEFAULT-VALUE})")
    private List<Integer> decoderBlocks = List.of();

    @Option(names = "--batch", defaultValue = "8", description = "drawings in a batch (${DEFAULT-VALUE})")
    private int batch;

    @Option(names = "--squared", defaultValue = "1", description = "weight of the squared error (${DEFAULT-VALUE})")
    private double squared;

    @Option(names = "--edges", defaultValue = "0.5", description = "weight of the edges (${DEFAULT-VALUE})")
    private double edges;

    @Option(names = "--divergence", defaultValue = "1e-2", description = "weight of the divergence (${DEFAULT-VALUE})")
    private double divergence;

    @Override
    public Integer call() throws Exception {
        LibTorch.threads(run.shards());
        DrawingList list = DrawingList.read(run.data());
        VaeBlueprint sizes = new VaeBlueprint(widths, encoderBlocks, decoderBlocks, LATENT_CHANNELS);
        Blueprint blueprint = sizes.blueprint();
        VaeTask.Settings settings = new VaeTask.Settings(batch, squared, edges, divergence);
        List<Drawing> learnt =
                list.drawings().stream().filter(Drawing::trainsVae).toList();
        List<Drawing> unseen =
                list.drawings().stream().filter(Drawing::measuresVae).toList();
        Path folder = run.folder().resolve("vae");
        TrainingLoop.Plan plan = run.plan("vae " + sizes + " " + settings);
        run.report(learnt.size() + " drawings to learn, " + unseen.size() + " to measure on, " + blueprint.elements()
                + " weights");
        try (Pixels pixels = Pixels.read(list, learnt);
                Pixels measured = Pixels.read(list, unseen);
                TrainingLoop loop = new TrainingLoop(folder, blueprint, plan);
                VaeTask task = new VaeTask(
                        loop.parameters(), pixels, measured, settings, run.shards(), run.seed(), run::report)) {
            loop.run(task, run.until(), run::report);
            Path file = run.folder().resolve(VAE);
            run.report(file + ": " + BaseTraining.writeVae(file, loop.averaged(), pixels, measured));
        }
        return 0;
    }
}
