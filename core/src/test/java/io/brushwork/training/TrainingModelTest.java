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
        // No cache of hashes: it would be written into the working directory.
        TrainingOptions options = basis.saving(s -> s.cache(null))
                .model(m -> m.packing(wanted))
                .optimization(o -> o.checkpointing(checkpointing));
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
