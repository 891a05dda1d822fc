package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.job.JobListener;
import io.brushwork.tensor.SplitMix;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that is killed, with no chance to tidy up, at moments that nobody chose. */
class KilledRunTest {
    private static final int KILLS = 4;

    @TempDir
    private Path dir;

    @Test
    void whatIsLeftGoesOnToTheSameResult() throws IOException, InterruptedException {
        TrainingOptions whole = new Studio(Files.createDirectory(dir.resolve("whole"))).options();
        TrainingResult once = HypernetworkTrainer.train(whole, JobListener.NONE);
        TrainingOptions killed = new Studio(Files.createDirectory(dir.resolve("killed"))).options();
        byte[] original = Files.readAllBytes(killed.hypernetwork());
        Path settings = dir.resolve("settings.json");
        TrainingSettings.write(settings, killed);
        SplitMix random = new SplitMix(System.nanoTime());
        boolean finished = false;
        for (int i = 0; i < KILLS && !finished; i++) {
            Process process = start(settings);
            // From the first copy on, so that there is something to lose.
            awaitCopy(killed, process);
            Thread.sleep(random.nextInt(1500));
            process.destroyForcibly();
            process.waitFor();
            finished = process.exitValue() == 0;
            if (!finished) {
                assertThat(Files.readAllBytes(killed.hypernetwork())).isEqualTo(original);
            }
        }
        if (!finished) {
            Process last = start(settings);
            assertThat(last.waitFor(300, TimeUnit.SECONDS)).isTrue();
            assertThat(last.exitValue()).isZero();
        }
        HypernetworkTrainerTest.assertEqualWeights(once.file(), killed.hypernetwork());
        RunFolder run = RunFolder.latest(killed.saving().runs(), "oil").orElseThrow();
        assertThat(Files.readAllBytes(run.lossLog()))
                .isEqualTo(Files.readAllBytes(once.run().lossLog()));
    }

    private static void awaitCopy(TrainingOptions options, Process process) throws IOException, InterruptedException {
        while (process.isAlive()) {
            Optional<RunFolder> run = RunFolder.latest(options.saving().runs(), "oil");
            if (run.isPresent() && Files.exists(run.get().copies().resolve("oil-0.train"))) {
                return;
            }
            Thread.sleep(20);
        }
    }

    private static Process start(Path settings) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Trainer.class.getName(),
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File(settings.resolveSibling("log.txt").toString()))
                .start();
    }

    /** The process: begins the run, or goes on with it. */
    static final class Trainer {
        private Trainer() {}

        public static void main(String[] args) throws IOException {
            Path any = Path.of("");
            TrainingOptions options = TrainingSettings.options(
                    TrainingOptions.of(any, any, any), TrainingSettings.read(Path.of(args[0])));
            Optional<RunFolder> run = RunFolder.latest(options.saving().runs(), options.name())
                    .filter(folder -> Files.exists(folder.copies().resolve("oil-0.train"))
                            || Files.exists(folder.copies().resolve("oil-4.train")));
            if (run.isPresent()) {
                HypernetworkTrainer.resume(run.get(), options, false, JobListener.NONE);
            } else {
                HypernetworkTrainer.train(options, JobListener.NONE);
            }
        }
    }
}
