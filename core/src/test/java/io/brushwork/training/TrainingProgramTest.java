package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.files.DType;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.tools.AttentionLayer;
import io.brushwork.hypernetwork.tools.Preset;
import io.brushwork.tensor.Compute;
import io.brushwork.testing.Repository;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the README, run: with the embedded model and a run of two steps. */
@Tag("slow")
class TrainingProgramTest {
    private static final Path MODEL = Repository.file("models/checkpoints/pocket.safetensors");

    @TempDir
    private Path dir;

    @Test
    void aNetworkIsMadeAndTrainedInTenLines() throws IOException {
        Path oil = dir.resolve("oil.pt");
        try (Hypernetwork network =
                Hypernetwork.create("oil", AttentionLayer.widths(MODEL), Preset.STYLE.config(), 0)) {
            network.save(oil, DType.F32);
        }
        TrainingOptions options = TrainingOptions.of(oil, MODEL, new Studio(dir).data())
                .optimization(o -> o.steps(2).learnRate("1e-4").batchSize(4).checkpointing(true))
                .saving(s -> s.runs(dir.resolve("runs")).cache(null))
                .preview(p -> p.every(0));
        TrainingResult result = HypernetworkTrainer.train(options);
        // The size is the model's own, though nobody said it.
        TrainingOptions recorded = TrainingSettings.options(
                options, TrainingSettings.read(result.run().settings()));
        assertThat(recorded.data().width()).isEqualTo(64);
        assertThat(recorded.data().height()).isEqualTo(64);
        assertThat(recorded.preview().cfgScale()).isEqualTo(3);
        try (Hypernetwork trained = Hypernetwork.load(oil, Compute.CPU)) {
            assertThat(trained.config().step()).isEqualTo(2);
        }
    }
}
