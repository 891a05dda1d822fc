package io.brushwork.pocket.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.catalog.ModelDefaults;
import io.brushwork.files.Checkpoint;
import io.brushwork.files.Safetensors;
import io.brushwork.files.picture.Picture;
import io.brushwork.nn.FileTensors;
import io.brushwork.pocket.data.Drawing;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuneTest {
    private static final int STEPS = 30;

    @TempDir
    private Path folder;

    @Test
    void onlyTheUnetChangesAndItsLossFalls() throws Exception {
        DrawingList list = TinyDrawings.write(folder);
        Path model = TinyCheckpoint.write(folder, list);
        Path out = folder.resolve("tuned.safetensors");
        List<Picture> pictures = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        for (Drawing drawing : list.drawings()) {
            pictures.add(Picture.read(list.folder().resolve(drawing.file())));
            captions.add("a " + drawing.subject().label());
        }
        TrainingLoop.Plan plan = new TrainingLoop.Plan(
                new LearnRate(3e-3, 1, STEPS), 0.9, 2, 5, 10, Duration.ofDays(1), Duration.ofDays(1), "tiny");
        try (FineTune training = new FineTune(model)) {
            training.run(pictures, captions, 8, folder.resolve("run"), plan, out, line -> {});
        }

        List<String> changed = changed(model, out);
        assertThat(changed).isNotEmpty().allMatch(name -> name.startsWith("model.diffusion_model."));
        assertThat(Safetensors.read(out).metadata()).containsEntry(ModelDefaults.SIDE_KEY, "64");
        List<String> rows = Files.readAllLines(folder.resolve("run/log.csv"));
        int loss = List.of(rows.get(0).split(",", -1)).indexOf("loss");
        assertThat(Double.parseDouble(rows.get(3).split(",", -1)[loss]))
                .isLessThan(0.9 * Double.parseDouble(rows.get(1).split(",", -1)[loss]));
    }

    private static List<String> changed(Path before, Path after) throws Exception {
        Checkpoint first = Safetensors.read(before);
        Checkpoint second = Safetensors.read(after);
        assertThat(second.tensors().keySet()).isEqualTo(first.tensors().keySet());
        List<String> changed = new ArrayList<>();
        try (FileTensors a = new FileTensors("before", first.tensors());
                FileTensors b = new FileTensors("after", second.tensors());
                Scope scope = new Scope()) {
            for (String name : a.names()) {
                Tensor other = b.read(name);
                if (!a.read(name).equal(other)) {
                    changed.add(name);
                }
            }
        }
        return changed;
    }
}
