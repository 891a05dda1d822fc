package io.brushwork.training;

import io.brushwork.files.DType;
import io.brushwork.files.picture.Picture;
import io.brushwork.hypernetwork.Activation;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkConfig;
import io.brushwork.tensor.SplitMix;
import io.brushwork.testing.PocketCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A folder as a user has it: a checkpoint, a new network, a few pictures with captions. */
final class Studio {
    private final Path folder;

    Studio(Path folder) {
        this.folder = folder;
    }

    Path data() throws IOException {
        Path data = folder.resolve("data");
        if (!Files.exists(data)) {
            Files.createDirectory(data);
            for (int i = 0; i < 6; i++) {
                picture(i).writePng(data.resolve("p" + i + ".png"), Map.of());
                Files.writeString(data.resolve("p" + i + ".txt"), "a red apple, fruit, number " + i);
            }
        }
        return data;
    }

    /** Patches of plain colour. */
    static Picture picture(int seed) {
        SplitMix random = new SplitMix(seed);
        byte[] rgb = new byte[64 * 64 * 3];
        byte[] colours = new byte[3 * 16];
        random.nextBytes(colours);
        for (int i = 0; i < 64 * 64; i++) {
            int patch = i / 64 / 16 * 4 + i % 64 / 16;
            System.arraycopy(colours, 3 * patch, rgb, 3 * i, 3);
        }
        return new Picture(64, 64, rgb);
    }

    /** A new network with dropout, for {@link PocketCheckpoint}. */
    Path network() throws IOException {
        return network(List.of(192L, 32L, 64L, 128L), List.of(0.0, 0.1, 0.0));
    }

    /** A new network without dropout, for a model of these widths. */
    Path network(List<Long> widths) throws IOException {
        return network(widths, List.of(0.0, 0.0, 0.0));
    }

    private Path network(List<Long> widths, List<Double> dropout) throws IOException {
        Path file = folder.resolve("oil.pt");
        HypernetworkConfig config = new HypernetworkConfig(
                List.of(1.0, 2.0, 1.0),
                Activation.SWISH,
                false,
                false,
                dropout,
                true,
                true,
                "Normal",
                0,
                null,
                null,
                null);
        try (Hypernetwork network = Hypernetwork.create("oil", widths, config, 1)) {
            network.save(file, DType.F32);
        }
        return file;
    }

    /** A short run: 12 steps, a copy and a measurement every 4, no previews. */
    TrainingOptions options() throws IOException {
        return TrainingOptions.of(network(), PocketCheckpoint.safetensors(), data())
                .data(d -> d.size(64, 64))
                .optimization(o -> o.learnRate("1e-3:6, 1e-4").steps(12))
                .saving(saving(4))
                .preview(p -> p.every(0))
                .guard(g -> g.holdout(6))
                .withSeed(7);
    }

    /** Everything in this folder, a copy every so many steps. */
    Consumer<TrainingChanges.SavingChanges> saving(int every) {
        return saving -> saving.runs(folder.resolve("runs"))
                .cache(folder.resolve("cache"))
                .every(every);
    }
}
