package io.brushwork.pocket;

import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.train.BaseTask;
import io.brushwork.pocket.train.BaseTraining;
import io.brushwork.tensor.LibTorch;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains text model and U-Net. */
@Command(name = "train-base", description = "Trains text model and U-Net; goes on where it was stopped.")
final class TrainBaseCommand implements Callable<Integer> {
    @Mixin
    private final RunFlags run = new RunFlags();

    @Mixin
    private final BaseFlags base = new BaseFlags();

    @Override
    public Integer call() throws Exception {
        LibTorch.threads(run.shards());
        DrawingList list = DrawingList.read(run.data());
        BaseTask.Settings settings = base.settings();
        try (BaseTraining training = base.training(run, list)) {
            training.run(list, settings, run.until(), run::report);
        }
        return 0;
    }
}
