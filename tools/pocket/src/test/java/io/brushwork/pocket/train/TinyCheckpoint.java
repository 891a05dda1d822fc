package io.brushwork.pocket.train;

import io.brushwork.catalog.ModelDefaults;
import io.brushwork.pocket.data.BaseDrawings;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.net.Blueprint;
import io.brushwork.pocket.net.VaeBlueprint;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A whole model of random weights, made as the embedded one is. */
public final class TinyCheckpoint {
    static final BaseTraining.Sizes SIZES = new BaseTraining.Sizes(64, 2, 32, List.of(1, 2), 1);

    private TinyCheckpoint() {}

    static TrainingLoop.Plan plan() {
        return new TrainingLoop.Plan(
                new LearnRate(1e-3, 1, 4), 0.9, 2, 5, 1, Duration.ofDays(1), Duration.ofDays(1), "tiny");
    }

    /** @param words drawings whose captions say which tokens are known */
    public static Path write(Path folder, DrawingList words) throws IOException {
        Path file = folder.resolve("tiny.safetensors");
        try (BaseTraining training = training(words, vae(folder, words), folder.resolve("base"))) {
            training.export(file, Map.of(ModelDefaults.SIDE_KEY, "64"));
        }
        return file;
    }

    static Path vae(Path folder, DrawingList list) throws IOException {
        Blueprint blueprint = VaeBlueprint.of(32, List.of(1, 1, 1, 1), 1, 4).blueprint();
        Path file = folder.resolve("vae.safetensors");
        try (Scope scope = new Scope();
                Pixels pixels = Pixels.read(list, list.drawings());
                Parameters drawn = new Parameters(blueprint, Parameters.draw(blueprint, 2), false)) {
            BaseTraining.writeVae(file, drawn, pixels, pixels);
        }
        return file;
    }

    static BaseTraining training(DrawingList list, Path vae, Path folder) throws IOException {
        return new BaseTraining(
                BaseDrawings.of(list.drawings(), BaseDrawings.BlackAndWhite.TAUGHT), vae, null, folder, SIZES, plan());
    }
}
