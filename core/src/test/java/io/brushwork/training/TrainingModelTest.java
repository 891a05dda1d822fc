package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.brushwork.tensor.OneDnn;
import io.brushwork.tensor.Packing;
import io.brushwork.testing.PocketCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TrainingModelTest {
    private static Packing packing(boolean wanted, boolean oneSize, boolean checkpointing) throws IOException {
        TrainingOptions basis =
                TrainingOptions.of(Path.of("oil.pt"), PocketCheckpoint.safetensors(), Path.of("pictures"));
        TrainingOptions.Optimization how = basis.optimization();
        // No cache of hashes: it would be written into the working directory.
        TrainingOptions options = basis.withSaving(new TrainingOptions.Saving(Path.of("runs"), null, 0, 1, true))
                .withModel(basis.model().withPacking(wanted))
                .withOptimization(new TrainingOptions.Optimization(
                        how.steps(),
                        how.learnRate(),
                        how.clipMode(),
                        how.clipValue(),
                        how.batchSize(),
                        how.gradientSteps(),
                        how.weightDecay(),
                        checkpointing,
                        how.minSnrGamma(),
                        how.noiseOffset(),
                        how.strength()));
        try (TrainingModel model = TrainingModel.open(options, TrainingModel.identity(options), oneSize)) {
            return model.compute().packing();
        }
    }

    @Test
    void packsWhereThatIsWantedAndSavesTime() throws IOException {
        assumeTrue(OneDnn.isAvailable());
        assertThat(packing(true, true, false)).isEqualTo(Packing.BOTH_WAYS);
        assertThat(packing(false, true, false)).isEqualTo(Packing.NONE);
        assertThat(packing(true, false, false)).as("several sizes").isEqualTo(Packing.NONE);
        assertThat(packing(true, true, true)).as("gradient checkpointing").isEqualTo(Packing.NONE);
    }
}
