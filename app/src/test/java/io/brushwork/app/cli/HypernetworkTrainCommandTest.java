package io.brushwork.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.app.engine.Environment;
import io.brushwork.files.picture.Picture;
import io.brushwork.testing.PocketCheckpoint;
import io.brushwork.training.RunFolder;
import io.brushwork.training.TrainingSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Create, train, resume, revert and use, as a user types them. */
class HypernetworkTrainCommandTest {
    @TempDir
    private Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void pictures() throws IOException {
        Path data = Files.createDirectory(dir.resolve("data"));
        for (int i = 0; i < 4; i++) {
            byte[] rgb = new byte[64 * 64 * 3];
            Arrays.fill(rgb, (byte) (60 * i));
            new Picture(64, 64, rgb).writePng(data.resolve("p" + i + ".png"), Map.of());
            Files.writeString(data.resolve("p" + i + ".txt"), "a red apple");
        }
    }

    @Test
    void aNetworkIsCreatedTrainedResumedRevertedAndUsed() throws IOException {
        Path network = dir.resolve("oil.pt");
        String model = PocketCheckpoint.safetensors().toString();
        assertThat(run("hypernetwork", "create", "oil", "--model", model, "--out", network.toString()))
                .isZero();
        byte[] created = Files.readAllBytes(network);
        assertThat(train(network, "--steps", "4", "--learn-rate", "1e-3", "--save-every", "2"))
                .isZero();
        assertThat(out.toString()).contains(network.toString());
        assertThat(err.toString()).contains("4/4 loss", "report: ");
        byte[] trained = Files.readAllBytes(network);
        assertThat(trained).isNotEqualTo(created);
        assertThat(run(
                        "hypernetwork",
                        "train",
                        network.toString(),
                        "--resume",
                        "--steps",
                        "6",
                        "--runs-dir",
                        dir.resolve("runs").toString()))
                .isZero();
        assertThat(err.toString()).contains("6/6 loss");
        assertThat(run(
                        "hypernetwork",
                        "revert",
                        network.toString(),
                        "--to",
                        "2",
                        "--runs-dir",
                        dir.resolve("runs").toString()))
                .isZero();
        assertThat(run("info", network.toString())).isZero();
        assertThat(out.toString()).contains("2");
        assertThat(run(
                        "generate",
                        "an apple <hypernet:oil:1>",
                        "--model",
                        model,
                        "--hypernet-dir",
                        dir.toString(),
                        "--steps",
                        "1",
                        "--width",
                        "64",
                        "--height",
                        "64",
                        "--out",
                        dir.resolve("a.png").toString()))
                .isZero();
    }

    @Test
    void wrongUseIsToldInOneSentence() throws IOException {
        Path network = dir.resolve("oil.pt");
        run(
                "hypernetwork",
                "create",
                "oil",
                "--model",
                PocketCheckpoint.safetensors().toString(),
                "--out",
                network.toString());
        assertThat(train(network, "--learn-rate", "1e-5:10,1e-6:5")).isEqualTo(2);
        assertThat(err.toString()).contains("--learn-rate");
        assertThat(train(network, "--guard", "never")).isEqualTo(2);
        assertThat(err.toString()).contains("--guard: expected warn or lower, got never");
        assertThat(train(network, "--steps", "many")).isEqualTo(2);
        assertThat(err.toString()).contains("--steps: expected a whole number, got many");
        assertThat(train(network, "--preview-sampler", "oil")).isEqualTo(2);
        assertThat(err.toString()).contains("--preview-sampler: expected one of DPM++ 2M, ", ", got oil");
        assertThat(train(network, "--tag-drop-out", "2")).isEqualTo(2);
        assertThat(err.toString()).contains("--tag-drop-out: expected 0 to 1, got 2");
        assertThat(dir.resolve("runs")).doesNotExist();
        assertThat(train(network, "--width", "70")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--width: expected 0 for the model's own, or 64 to 2048 in steps of 8, got 70");
        assertThat(train(network, "--strength", "2..1")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--strength: expected a number above 0 and at most 10, such as 1, or a range", "got 2..1");
        assertThat(run(
                        "hypernetwork",
                        "train",
                        network.toString(),
                        "--resume",
                        "--runs-dir",
                        dir.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("holds no run to resume");
        assertThat(run("hypernetwork", "train", network.toString(), "--resume", "--threads", "0"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--threads: expected 1 or more, got 0");
        assertThat(run(
                        "hypernetwork",
                        "revert",
                        network.toString(),
                        "--to",
                        "9",
                        "--runs-dir",
                        dir.resolve("none").toString()))
                .isEqualTo(2);
    }

    @Test
    void aRunThatIsGivenUpSaysSoInOneSentence() throws IOException {
        Path network = dir.resolve("oil.pt");
        run(
                "hypernetwork",
                "create",
                "oil",
                "--model",
                PocketCheckpoint.safetensors().toString(),
                "--out",
                network.toString());
        byte[] created = Files.readAllBytes(network);
        assertThat(train(network, "--steps", "60", "--learn-rate", "1e18", "--guard-restarts", "1"))
                .isEqualTo(1);
        assertThat(err.toString()).containsPattern("error: step \\d+: .*is as it was before the run");
        assertThat(Files.readAllBytes(network)).isEqualTo(created);
    }

    @Test
    void withoutAModelTheEmbeddedOneTeachesAsItsFileAsksAndIsNamed() throws IOException {
        Path network = dir.resolve("oil.pt");
        Path runs = dir.resolve("runs");
        try (LauncherHome home = LauncherHome.withModel(dir)) {
            run("hypernetwork", "create", "oil", "--widths", "32", "--out", network.toString());
            assertThat(run(
                            "hypernetwork",
                            "train",
                            network.toString(),
                            "--data",
                            dir.resolve("data").toString(),
                            "--runs-dir",
                            runs.toString(),
                            "--cache-dir",
                            dir.resolve("cache").toString(),
                            "--steps",
                            "1",
                            "--preview-every",
                            "0",
                            "--strength",
                            "0.5..2",
                            "--height",
                            "128"))
                    .as(err.toString())
                    .isZero();
            assertThat(err.toString()).containsOnlyOnce(home.notice());
        }
        RunFolder run = RunFolder.latest(runs, "oil").orElseThrow();
        ObjectNode settings = TrainingSettings.read(run.settings());
        assertThat(settings.path("data").path("width").asInt()).isEqualTo(64);
        assertThat(settings.path("data").path("height").asInt()).isEqualTo(128);
        assertThat(settings.path("preview").path("cfgScale").asDouble()).isEqualTo(2.5);
        assertThat(settings.path("optimization").path("strength").asText()).isEqualTo("0.5..2");
        assertThat(settings.path("model").path("checkpoint").asText()).endsWith("pocket.safetensors");
    }

    private int train(Path network, String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                "hypernetwork",
                "train",
                network.toString(),
                "--model",
                PocketCheckpoint.safetensors().toString(),
                "--data",
                dir.resolve("data").toString(),
                "--runs-dir",
                dir.resolve("runs").toString(),
                "--cache-dir",
                dir.resolve("cache").toString(),
                "--preview-every",
                "0",
                "--seed",
                "1"));
        if (!List.of(more).contains("--width")) {
            line.addAll(List.of("--width", "64", "--height", "64"));
        }
        line.addAll(List.of(more));
        return run(line.toArray(String[]::new));
    }

    private int run(String... args) {
        try (Interrupt interrupt = new Interrupt()) {
            return Main.run(
                    Main.commandLine(
                            Environment.ofProcess(),
                            new Terminal(false, 100),
                            interrupt,
                            new PrintWriter(out, true),
                            new PrintWriter(err, true)),
                    args);
        }
    }
}
