package io.brushwork.pocket.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.ModelOptions;
import io.brushwork.StableDiffusion;
import io.brushwork.catalog.ModelDefaults;
import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.files.Safetensors;
import io.brushwork.files.picture.Picture;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.pocket.data.BaseDrawings;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.net.ClipBlueprint;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Path vae = TinyCheckpoint.vae(folder, list);
        List<String> said = new ArrayList<>();
        try (BaseTraining training = TinyCheckpoint.training(list, vae, folder.resolve("whole"))) {
            training.run(list, new BaseTask.Settings(4, 5), 4, said::add);
        }
        for (int until : new int[] {1, 4}) {
            try (BaseTraining training = TinyCheckpoint.training(list, vae, folder.resolve("stopped"))) {
                training.run(list, new BaseTask.Settings(4, 5), until, said::add);
                assertThat(training.step()).isEqualTo(until);
            }
        }
        assertThat(Files.readAllBytes(folder.resolve("stopped/state.safetensors")))
                .isEqualTo(Files.readAllBytes(folder.resolve("whole/state.safetensors")));

        Path file = folder.resolve("tiny.safetensors");
        try (BaseTraining training = TinyCheckpoint.training(list, vae, folder.resolve("whole"))) {
            training.export(file, Map.of(ModelDefaults.SIDE_KEY, "64"));
        }
        Checkpoint checkpoint = Safetensors.read(file);
        assertThat(checkpoint.tensor(ClipBlueprint.TOKENS).shape()).containsExactly(49408L, 64L);
        assertThat(checkpoint.tensors().values()).allMatch(tensor -> tensor.dtype() == DType.F16);
        try (StableDiffusion model = StableDiffusion.load(ModelOptions.of(file))) {
            assertThat(model.widths()).containsExactly(32L, 64L);
            GenerationRequest request =
                    GenerationRequest.of("a red apple").steps(2).seed(1).build();
            Picture picture = model.generate(request).images().get(0).picture();
            assertThat(picture.width()).isEqualTo(64);
        }
    }

    @Test
    void beginsWithTheWeightsOfACheckpoint() throws Exception {
        DrawingList list = TinyDrawings.write(folder);
        Path checkpoint = TinyCheckpoint.write(folder, list);
        Path again = folder.resolve("again.safetensors");
        try (BaseTraining training = new BaseTraining(
                BaseDrawings.of(list.drawings(), BaseDrawings.BlackAndWhite.TAUGHT),
                checkpoint,
                checkpoint,
                folder.resolve("again"),
                TinyCheckpoint.SIZES,
                TinyCheckpoint.plan())) {
            training.export(again, Map.of(ModelDefaults.SIDE_KEY, "64"));
        }
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(checkpoint));
    }
}
