package io.brushwork.pocket;

import io.brushwork.pocket.train.LearnRate;
import io.brushwork.pocket.train.TrainingLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Option;

/** What both trainings are told. */
final class RunFlags {
    @Option(names = "--data", required = true, description = "folder that \"pocket/run data\" wrote")
    private Path data = Path.of("data");

    @Option(names = "--run", required = true, description = "folder for states, logs and sheets")
    private Path folder = Path.of("run");

    @Option(names = "--steps", defaultValue = "4000", description = "of the whole training (${DEFAULT-VALUE})")
    private int steps;

    @Option(names = "--until", description = "stop after this step; the learn rate is that of all steps")
    private long until = Long.MAX_VALUE;

    @Option(names = "--rate", defaultValue = "1e-3", description = "highest learn rate (${DEFAULT-VALUE})")
    private double rate;

    @Option(names = "--warm-up", defaultValue = "200", description = "steps to it (${DEFAULT-VALUE})")
    private int warmUp;

    @Option(names = "--average", defaultValue = "0.998", description = "decay of the average (${DEFAULT-VALUE})")
    private double average;

    @Option(names = "--seed", defaultValue = "1", description = "of everything (${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--shards", defaultValue = "2", description = "threads; part of the result (${DEFAULT-VALUE})")
    private int shards;

    @Option(names = "--log-every", defaultValue = "50", description = "steps (${DEFAULT-VALUE})")
    private int logEvery;

    @Option(names = "--save-every", defaultValue = "300", description = "seconds (${DEFAULT-VALUE})")
    private long saveEvery;

    @Option(names = "--sheet-every", defaultValue = "600", description = "seconds (${DEFAULT-VALUE})")
    private long sheetEvery;

    Path data() {
        return data;
    }

    Path folder() {
        return folder;
    }

    long until() {
        return until;
    }

    long seed() {
        return seed;
    }

    int shards() {
        return shards;
    }

    /** @param settings of the network and its task, as text */
    TrainingLoop.Plan plan(String settings) {
        LearnRate learnRate = new LearnRate(rate, warmUp, steps);
        String all = settings + " " + learnRate + " average " + average + " seed " + seed + " shards " + shards;
        return new TrainingLoop.Plan(
                learnRate,
                average,
                shards,
                seed,
                logEvery,
                Duration.ofSeconds(saveEvery),
                Duration.ofSeconds(sheetEvery),
                all);
    }

    void report(String line) {
        System.err.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " " + line);
    }
}
