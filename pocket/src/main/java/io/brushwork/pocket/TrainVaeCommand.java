package io.brushwork.pocket;

import io.brushwork.pocket.data.Drawing;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.data.DrawingSet;
import io.brushwork.pocket.data.Part;
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

    @Option(names = "--channels", defaultValue = "64", description = "of the first level (${DEFAULT-VALUE})")
    private int channels;

    @Option(names = "--multiples", split = ",", defaultValue = "1,1,1,2", description = "(${DEFAULT-VALUE})")
    private List<Integer> multiples = List.of();

    @Option(names = "--blocks", defaultValue = "1", description = "of each level (${DEFAULT-VALUE})")
    private int blocks;

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
        LibTorch.threads(1);
        DrawingList list = DrawingList.read(run.data());
        Blueprint blueprint = new VaeBlueprint(channels, multiples, blocks, LATENT_CHANNELS).blueprint();
        VaeTask.Settings settings = new VaeTask.Settings(batch, squared, edges, divergence);
        List<Drawing> learnt =
                list.drawings().stream().filter(Drawing::trainsVae).toList();
        List<Drawing> unseen =
                list.drawings().stream().filter(TrainVaeCommand::isMeasured).toList();
        Path folder = run.folder().resolve("vae");
        TrainingLoop.Plan plan = run.plan("vae " + channels + " " + multiples + " " + blocks + " " + settings);
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

    /** What no training sees: subjects kept out altogether, and the target drawings of those kept out of teaching. */
    private static boolean isMeasured(Drawing drawing) {
        return drawing.part() == Part.UNSEEN
                || (drawing.part() == Part.HELD_OUT && drawing.set().role() == DrawingSet.Role.TARGET);
    }
}
