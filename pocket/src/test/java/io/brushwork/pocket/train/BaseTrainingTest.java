package io.brushwork.pocket.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.GenerationListener;
import io.brushwork.GenerationRequest;
import io.brushwork.ModelOptions;
import io.brushwork.StableDiffusion;
import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.files.Safetensors;
import io.brushwork.files.picture.Picture;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.net.Blueprint;
import io.brushwork.pocket.net.ClipBlueprint;
import io.brushwork.pocket.net.VaeBlueprint;
import io.brushwork.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny model from its training to a file that the front door loads. */
class BaseTrainingTest {
    @TempDir
    private Path folder;

    @Test
    void trainsResumesAndExportsAnOrdinaryCheckpoint() throws Exception {
        DrawingList list = TinyDrawings.write(folder);
        Path vae = vae(list);
        List<String> said = new ArrayList<>();
        try (BaseTraining training = training(list, vae, "whole")) {
            training.run(list, new BaseTask.Settings(4, 5), 4, said::add);
        }
        for (int until : new int[] {1, 4}) {
            try (BaseTraining training = training(list, vae, "stopped")) {
                training.run(list, new BaseTask.Settings(4, 5), until, said::add);
                assertThat(training.step()).isEqualTo(until);
            }
        }
        assertThat(Files.readAllBytes(folder.resolve("stopped/state.safetensors")))
                .isEqualTo(Files.readAllBytes(folder.resolve("whole/state.safetensors")));

        Path file = folder.resolve("tiny.safetensors");
        try (BaseTraining training = training(list, vae, "whole")) {
            training.export(file, Map.of("brushwork.native_size", "64"));
        }
        Checkpoint checkpoint = Safetensors.read(file);
        assertThat(checkpoint.tensor(ClipBlueprint.TOKENS).shape()).containsExactly(49408L, 64L);
        assertThat(checkpoint.tensors().values()).allMatch(tensor -> tensor.dtype() == DType.F16);
        try (StableDiffusion model = StableDiffusion.load(ModelOptions.of(file))) {
            assertThat(model.widths()).containsExactly(32L, 64L);
            GenerationRequest request =
                    GenerationRequest.of("a red apple").steps(2).seed(1).build();
            Picture picture = model.generate(request, GenerationListener.NONE)
                    .images()
                    .get(0)
                    .picture();
            assertThat(picture.width()).isEqualTo(64);
        }
    }

    private Path vae(DrawingList list) throws Exception {
        Blueprint blueprint = VaeBlueprint.of(32, List.of(1, 1, 1, 1), 1, 4).blueprint();
        Path file = folder.resolve("vae.safetensors");
        try (Scope scope = new Scope();
                Pixels pixels = Pixels.read(list, list.drawings());
                Parameters drawn = new Parameters(blueprint, Parameters.draw(blueprint, 2), false)) {
            BaseTraining.writeVae(file, drawn, pixels, pixels);
        }
        return file;
    }

    private BaseTraining training(DrawingList list, Path vae, String name) throws Exception {
        TrainingLoop.Plan plan = new TrainingLoop.Plan(
                new LearnRate(1e-3, 1, 4), 0.9, 2, 5, 1, Duration.ofDays(1), Duration.ofDays(1), "tiny");
        BaseTraining.Sizes sizes = new BaseTraining.Sizes(64, 2, 32, List.of(1, 2), 1);
        return new BaseTraining(list, vae, folder.resolve(name), sizes, plan);
    }
}
