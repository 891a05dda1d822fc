package io.brushwork.training;

import io.brushwork.catalog.FileHash;
import io.brushwork.files.DType;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.tensor.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Going back to an earlier copy of a network. */
public final class Reversion {
    private static final String BEST = "best";

    private Reversion() {}

    /**
     * Puts a copy in a network's place. What stood there is kept beside the copies as {@code NAME-replaced-HASH.pt}.
     *
     * @param to a step of which there is a copy in any of the network's runs, or {@code best} for the best of the newest
     * @return the copy that was taken
     */
    public static Path revert(Path hypernetwork, Path runs, String to) throws IOException {
        String name = Hypernetwork.nameOf(hypernetwork);
        List<RunFolder> all = RunFolder.of(runs, name);
        Set<Long> steps = new TreeSet<>();
        for (RunFolder run : all) {
            TrainingCheckpoints copies = new TrainingCheckpoints(run.copies(), name);
            steps.addAll(copies.steps());
            Path copy = to.equals(BEST) ? copies.best() : copies.network(step(to));
            if (Files.isRegularFile(copy)) {
                replace(hypernetwork, copy, name);
                return copy;
            }
        }
        throw new IllegalArgumentException("to: expected "
                + (steps.isEmpty()
                        ? "a step of which there is a copy, and there is none in " + runs.resolve(name)
                        : "one of the steps " + steps + " of which there are copies")
                + ", got " + to);
    }

    private static long step(String to) {
        if (!to.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("to: expected a step, or best, got " + to);
        }
        return Long.parseLong(to);
    }

    private static void replace(Path hypernetwork, Path copy, String name) throws IOException {
        try (RunLock lock = RunLock.of(hypernetwork);
                Hypernetwork network = Hypernetwork.load(copy, Compute.CPU)) {
            if (Files.exists(hypernetwork)) {
                String hash = FileHash.shortHash(FileHash.sha256(hypernetwork));
                Path kept = copy.resolveSibling(name + "-replaced-" + hash + ".pt");
                if (!Files.exists(kept)) {
                    Files.copy(hypernetwork, kept, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
            network.save(hypernetwork, DType.F32, network.config(), name);
        }
    }
}
