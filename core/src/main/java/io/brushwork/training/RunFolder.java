package io.brushwork.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a run keeps everything that it writes but the network itself: {@code runs/NAME/DATE-TIME}.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss");
    private static final String SETTINGS = "settings.json";

    /** Makes the folder of a new run. */
    static RunFolder create(Path runs, String name, LocalDateTime now) throws IOException {
        Path parent = Files.createDirectories(runs.resolve(name));
        String stamp = STAMP.format(now);
        Path path = parent.resolve(stamp);
        for (int i = 2; Files.exists(path); i++) {
            path = parent.resolve(stamp + "_" + i);
        }
        RunFolder run = new RunFolder(Files.createDirectory(path));
        Files.createDirectory(run.copies());
        Files.createDirectory(run.images());
        return run;
    }

    /** The runs of a network, the newest first. */
    public static List<RunFolder> of(Path runs, String name) throws IOException {
        Path parent = runs.resolve(name);
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(path -> Files.isRegularFile(path.resolve(SETTINGS)))
                    .sorted(Comparator.comparing((Path path) -> String.valueOf(path.getFileName()))
                            .reversed())
                    .map(RunFolder::new)
                    .toList();
        }
    }

    /** The newest run of a network. */
    public static Optional<RunFolder> latest(Path runs, String name) throws IOException {
        return of(runs, name).stream().findFirst();
    }

    /** The newest run of a network that has made a copy: one that ended before that cannot be resumed. */
    public static Optional<RunFolder> resumable(Path runs, String name) throws IOException {
        for (RunFolder run : of(runs, name)) {
            if (!new TrainingCheckpoints(run.copies(), name)
                    .wholeUpTo(Long.MAX_VALUE)
                    .isEmpty()) {
                return Optional.of(run);
            }
        }
        return Optional.empty();
    }

    /** What the run was asked to do. */
    public Path settings() {
        return path.resolve(SETTINGS);
    }

    /** TrainingCheckpoints of the network made on the way. */
    public Path copies() {
        return path.resolve("hypernetworks");
    }

    /** Previews. */
    public Path images() {
        return path.resolve("images");
    }

    /** Loss and rate of each step, with A1111's columns. */
    public Path lossLog() {
        return path.resolve("loss.csv");
    }

    /** Loss on the pictures that are held out. */
    Path holdoutLog() {
        return path.resolve("holdout.csv");
    }

    /** Hashes of the pictures, captions, template and model that the run began with. */
    Path fingerprint() {
        return path.resolve("data.json");
    }

    Path dataReport() {
        return path.resolve("data.txt");
    }

    Path tensorBoard() {
        return path.resolve("tensorboard");
    }

    /** The page that is written when the run ends. */
    public Path report() {
        return path.resolve("report.html");
    }
}
