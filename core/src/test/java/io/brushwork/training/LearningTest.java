package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does training learn anything that holds for pictures it has not seen? Several seeds, so that chance shows. */
class LearningTest {
    private static final int SEEDS = 4;

    @TempDir
    private Path dir;

    @Test
    void theHeldOutLossFallsByMoreThanThreeStandardErrors() throws IOException {
        double[] gains = new double[SEEDS];
        for (int i = 0; i < SEEDS; i++) {
            TrainingOptions options = new Studio(Files.createDirectory(dir.resolve("seed" + i)))
                    .options()
                    .withSeed(100 + i);
            TrainingResult result = HypernetworkTrainer.train(
                    options.withOptimization(options.optimization().withSchedule("3e-3", 24)), TrainingListener.NONE);
            gains[i] = result.holdoutWithout().orElseThrow() - result.holdout().orElseThrow();
        }
        double mean = Arrays.stream(gains).average().orElseThrow();
        double variance =
                Arrays.stream(gains).map(gain -> (gain - mean) * (gain - mean)).sum() / (SEEDS - 1);
        assertThat(mean).as(Arrays.toString(gains)).isGreaterThan(3 * Math.sqrt(variance / SEEDS));
    }
}
