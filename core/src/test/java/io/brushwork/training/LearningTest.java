package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.job.JobListener;
import io.brushwork.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does training learn anything that holds for pictures it has not seen? Several seeds, so that chance shows. */
@Tag("slow")
class LearningTest {
    private static final Path DRAWINGS = Repository.file("testkit/src/main/resources/high-contrast");

    @TempDir
    private Path dir;

    /** Options of the run of one seed, in a folder of its own. */
    private interface Run {
        TrainingOptions options(Path folder) throws IOException;
    }

    @Test
    void theHeldOutLossFallsByMoreThanThreeStandardErrors() throws IOException {
        assertLearns(4, folder -> {
            TrainingOptions options = new Studio(folder).options();
            return options.optimization(o -> o.learnRate("3e-3").steps(24));
        });
    }

    /** Drawings in black and white; those that are held out show other subjects. */
    @Test
    void theEmbeddedModelLearnsAStyle() throws IOException {
        Path model = Repository.file("models/checkpoints/pocket.safetensors");
        assertLearns(3, folder -> {
            Studio studio = new Studio(folder);
            TrainingOptions options =
                    TrainingOptions.of(studio.network(List.of(96L, 64L, 128L, 192L)), model, DRAWINGS);
            return options.optimization(o -> o.learnRate("1e-3").steps(20).batchSize(8))
                    .saving(studio.saving(20))
                    .preview(p -> p.every(0));
        });
    }

    /**
     * The mean gain is more than three standard errors above none. Of three or four seeds this is weak evidence by itself (t = 3
     * at two degrees of freedom is p = 0.05); rates and steps were chosen so that learning shows.
     */
    private void assertLearns(int seeds, Run run) throws IOException {
        double[] gains = new double[seeds];
        for (int i = 0; i < seeds; i++) {
            Path folder = Files.createDirectory(dir.resolve("seed" + i));
            TrainingResult result =
                    HypernetworkTrainer.train(run.options(folder).withSeed(100 + i), JobListener.NONE);
            gains[i] = result.holdoutWithout().orElseThrow() - result.holdout().orElseThrow();
        }
        double mean = Arrays.stream(gains).average().orElseThrow();
        double variance =
                Arrays.stream(gains).map(gain -> (gain - mean) * (gain - mean)).sum() / (seeds - 1);
        assertThat(mean).as(Arrays.toString(gains)).isGreaterThan(3 * Math.sqrt(variance / seeds));
    }
}
