package io.brushwork.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.files.picture.Picture;
import io.brushwork.testing.PocketCheckpoint;
import io.brushwork.training.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real process that is asked to stop: by Ctrl-C, which is SIGINT, and as a service manager does it, by SIGTERM. */
@DisabledOnOs(OS.WINDOWS) // It has no signals.
@Tag("slow")
class StoppedTrainingTest {
    private static final int STEPS = 14;

    @TempDir
    private Path dir;

    @Test
    void aCopyIsSavedAndTheRunGoesOnToTheSameResult() throws IOException, InterruptedException {
        Path whole = studio("whole");
        assertThat(CommandRun.of(begun(whole)).exitCode()).isZero();
        Path stopped = studio("stopped");
        byte[] original = Files.readAllBytes(stopped.resolve("oil.pt"));
        // 128 and the number of the signal, as shells have it.
        stop(stopped, "INT", 130, begun(stopped));
        stop(stopped, "TERM", 143, resumed(stopped));
        assertThat(stopped.resolve("oil.pt")).hasBinaryContent(original);
        assertThat(CommandRun.of(resumed(stopped)).exitCode()).isZero();
        assertThat(stopped.resolve("oil.pt")).hasSameBinaryContentAs(whole.resolve("oil.pt"));
        assertThat(run(stopped).lossLog()).hasSameBinaryContentAs(run(whole).lossLog());
    }

    /** Runs a command until it has made two steps more, and stops it. */
    private void stop(Path studio, String signal, int exitCode, String[] command)
            throws IOException, InterruptedException {
        Path said = dir.resolve(signal + ".txt");
        long before = steps(studio);
        Process process = start(said, command);
        while (process.isAlive() && steps(studio) < before + 2) {
            Thread.sleep(20);
        }
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).content().contains("; go on with --resume");
        assertThat(process.exitValue()).isEqualTo(exitCode);
        long made = steps(studio);
        assertThat(made).isGreaterThan(before).isLessThan(STEPS);
        assertThat(run(studio).copies()).isDirectoryContaining("glob:**/oil-" + made + ".{pt,train}");
    }

    private Path studio(String name) throws IOException {
        Path studio = Files.createDirectory(dir.resolve(name));
        Path data = Files.createDirectory(studio.resolve("data"));
        for (int i = 0; i < 3; i++) {
            byte[] rgb = new byte[64 * 64 * 3];
            Arrays.fill(rgb, (byte) (60 * i));
            new Picture(64, 64, rgb).writePng(data.resolve("p" + i + ".png"), Map.of());
        }
        String model = "--model=" + PocketCheckpoint.safetensors();
        assertThat(CommandRun.of("hypernetwork", "create", "oil", model, "--out=" + studio.resolve("oil.pt"))
                        .exitCode())
                .isZero();
        return studio;
    }

    private static String[] begun(Path studio) {
        return train(
                studio,
                "--model=" + PocketCheckpoint.safetensors(),
                "--data=" + studio.resolve("data"),
                "--width=64",
                "--height=64",
                "--steps=" + STEPS,
                "--learn-rate=1e-3",
                "--holdout=0",
                "--save-every=0",
                "--preview-every=0",
                "--seed=1");
    }

    private static String[] resumed(Path studio) {
        return train(studio, "--resume");
    }

    private static String[] train(Path studio, String... more) {
        List<String> line = new ArrayList<>(List.of(
                "hypernetwork",
                "train",
                studio.resolve("oil.pt").toString(),
                "--runs-dir=" + studio.resolve("runs"),
                "--cache-dir=" + studio.resolve("cache")));
        line.addAll(Arrays.asList(more));
        return line.toArray(String[]::new);
    }

    private static Process start(Path said, String[] command) throws IOException {
        List<String> line = new ArrayList<>(hearing());
        line.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dbrushwork.cache=" + System.getProperty("brushwork.cache"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(Arrays.asList(command));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    /** Shells have what they start in the background ignore SIGINT, and children inherit that. */
    private static List<String> hearing() throws IOException {
        Path status = Path.of("/proc/self/status");
        boolean deaf = Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
        return deaf ? List.of("env", "--default-signal=INT") : List.of();
    }

    private static RunFolder run(Path studio) throws IOException {
        return RunFolder.latest(studio.resolve("runs"), "oil").orElseThrow();
    }

    /** Steps in the log of the run. */
    private static long steps(Path studio) throws IOException {
        Optional<RunFolder> run = RunFolder.latest(studio.resolve("runs"), "oil");
        return run.isPresent() && Files.exists(run.get().lossLog())
                ? Math.max(0, Files.readAllLines(run.get().lossLog()).size() - 1)
                : 0;
    }
}
