package io.brushwork.pocket.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.files.ModelFormatException;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.net.Blueprint;
import io.brushwork.pocket.net.VaeBlueprint;
import io.brushwork.tensor.LibTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {
    private static final Blueprint BLUEPRINT =
            VaeBlueprint.of(32, List.of(1, 1, 1, 1), 1, 4).blueprint();
    private static final int STEPS = 6;

    @TempDir
    private Path folder;

    @Test
    void stoppedRunGoesOnToTheSameBits() throws Exception {
        float[] whole = run("whole", "as said", STEPS);
        run("stopped", "as said", 2);
        run("stopped", "as said", 5);
        assertThat(run("stopped", "as said", STEPS)).isEqualTo(whole);
        assertThat(Files.readAllLines(folder.resolve("stopped/log.csv"))).hasSize(1 + STEPS);
    }

    @Test
    void lossFalls() throws Exception {
        run("falls", "as said", STEPS);
        List<String> rows = Files.readAllLines(folder.resolve("falls/log.csv"));
        int column = List.of(rows.get(0).split(",", -1)).indexOf("loss");
        assertThat(Double.parseDouble(rows.get(STEPS).split(",", -1)[column]))
                .isLessThan(0.9 * Double.parseDouble(rows.get(1).split(",", -1)[column]));
    }

    @Test
    void stateOfOtherSettingsIsRefused() throws Exception {
        run("other", "as said", 1);
        assertThatThrownBy(() -> run("other", "otherwise", 2))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("other settings");
    }

    /** The weights after some steps, and their average after them. */
    private float[] run(String name, String settings, long until) throws IOException {
        LibTorch.load();
        TrainingLoop.Plan plan = new TrainingLoop.Plan(
                new LearnRate(2e-3, 1, STEPS), 0.9, 2, 5, 1, Duration.ofDays(1), Duration.ofDays(1), settings);
        DrawingList list = TinyDrawings.write(folder);
        List<String> said = new ArrayList<>();
        try (Pixels pixels = Pixels.read(list, list.drawings());
                Pixels unseen = Pixels.read(list, list.drawings().subList(0, 2));
                TrainingLoop loop = new TrainingLoop(folder.resolve(name), BLUEPRINT, plan);
                VaeTask task = new VaeTask(
                        loop.parameters(), pixels, unseen, new VaeTask.Settings(4, 1, 0.5, 1e-4), 2, 5, said::add)) {
            loop.run(task, until, said::add);
            assertThat(loop.step()).isEqualTo(until);
            assertThat(said.get(said.size() - 1)).contains("PSNR");
            return Numbers.of(loop.averaged().vector());
        }
    }
}
