package io.brushwork.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.testing.PocketCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users get wrong ends in one sentence and an exit code, before any work is done. */
class BadInputTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --width=100                  | --width: expected 0 for the model's own, or a multiple of 8, 64 to 8192, got 100
            --height=-8                  | --height: expected 0 for the model's own, or a multiple of 8, 64 to 8192, got -8
            --steps=-1                   | --steps: expected 1 to 150, got -1
            --cfg-scale=-2               | --cfg-scale: expected 0 to 100, or -1 for the model's own, got -2.0
            --seed=-2                    | --seed: expected -1 or more, got -2
            --clip-skip=0                | --clip-skip: expected 1 to 12, got 0
            --batch-size=0               | --batch-size: expected 1 to 64, got 0
            --eta=2                      | --eta: expected 0 to 1, got 2.0
            --subseed-strength=3         | --subseed-strength: expected 0 to 1, got 3.0
            --threads=0                  | --threads: expected 1 or more, got 0
            --rng=gpu                    | --rng: expected one of CPU, NV, got gpu
            --device=tpu                 | --device: expected cpu or cuda, got tpu
            --dtype=fp64                 | --dtype: expected fp32, fp16 or bf16, got fp64
            --prediction=x               | --prediction: expected eps, v or auto, got x
            --emphasis=loud              | --emphasis: expected one of Original, No norm, Ignore, None, got loud
            --hires=0.5                  | --hires: expected 1 to 8, got 0.5
            --hires-steps=5              | --hires-steps: there is no second pass without --hires or --hires-size
            --hires-prompt=dog           | --hires-prompt: there is no second pass without --hires or --hires-size
            --seed-resize=5x5            | --seed-resize: expected multiples of 8 from 64 to 8192, or 0x0 for none, got 5x5
            --hires-size=big             | --hires-size: expected a size such as 640x480, got big
            --resize-mode=crop           | --resize-mode: there is nothing to resize without --init-image
            --denoising-strength=0.5     | --denoising-strength: there is nothing to draw anew without --hires, --hires-size or --init-image
            --out=cat.jpg                | --out: expected a folder or a name ending in .png, got cat.jpg
            """)
    void wrongValuesAreWrongUsage(String flag, String sentence) {
        CommandRun run = CommandRun.small("generate", "a cat", flag);
        assertThat(run.err()).isEqualTo("error: " + sentence + System.lineSeparator());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void unknownNamesComeWithTheValidOnes() {
        assertThat(CommandRun.small("generate", "a cat", "--sampler=Eular").err())
                .startsWith("error: --sampler: expected one of DPM++ 2M, ")
                .contains(", Euler a, ")
                .endsWith(", got Eular" + System.lineSeparator());
        assertThat(CommandRun.small("generate", "a cat", "--schedule=Caras").err())
                .startsWith("error: --schedule: expected one of Automatic, ")
                .endsWith(", got Caras" + System.lineSeparator());
        assertThat(CommandRun.small("generate", "a cat", "--hires=2", "--hires-sampler=Eular")
                        .err())
                .startsWith("error: --hires-sampler: expected one of DPM++ 2M, ");
        assertThat(CommandRun.small("generate", "a cat", "--hires=2", "--hires-schedule=Caras")
                        .err())
                .startsWith("error: --hires-schedule: expected one of Automatic, ");
        assertThat(CommandRun.small("generate", "a cat", "--hires=2", "--hires-prompt=<hypernet:oil>")
                        .err())
                .startsWith("error: hypernetwork: nothing is named \"oil\"");
        CommandRun network = CommandRun.small("generate", "a cat <hypernet:relu_l:1>");
        assertThat(network.err())
                .isEqualTo("error: hypernetwork: nothing is named \"relu_l\" (looked in "
                        + PocketCheckpoint.hypernetworks() + "); nearest: relu_ln, elu_wide, linear"
                        + System.lineSeparator());
        assertThat(network.exitCode()).isEqualTo(2);
        assertThat(CommandRun.small("generate", "a cat <hypernet:relu_ln:much>").err())
                .isEqualTo("error: <hypernet:relu_ln:much>: strength: expected a number, got \"much\""
                        + System.lineSeparator());
    }

    @Test
    void unknownFlagsComeWithTheLikelyOnes() {
        CommandRun run = CommandRun.small("generate", "a cat", "--step=3");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("error: Unknown option: '--step=3'").contains("--steps");
    }

    @Test
    void thePromptIsNeeded() {
        CommandRun run = CommandRun.small("generate");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("error: Missing required parameter: 'PROMPT'");
        assertThat(CommandRun.of().exitCode()).isEqualTo(2);
    }

    @Test
    void damagedModelsAreFailures() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.safetensors"));
        Path text = Files.writeString(folder.resolve("text.ckpt"), "not a model at all");
        Path missing = folder.resolve("missing.safetensors");
        assertFails(missing, missing + ": does not exist");
        assertFails(empty, empty + ": is empty");
        assertFails(text, text + ", byte 0: is not a model file: it begins with the bytes 6e 6f 74 20 61 20 6d 6f");
    }

    private void assertFails(Path model, String sentence) {
        CommandRun run = CommandRun.small("generate", "a cat", "--model=" + model, "--out=" + folder);
        assertThat(run.err()).isEqualTo("error: " + sentence + System.lineSeparator());
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void whatIsNoVaeIsToldBeforeTheModelIsRead() throws IOException {
        Path network = PocketCheckpoint.hypernetworks().resolve("relu_ln.pt");
        String noModel = "--model=" + Files.writeString(folder.resolve("text.ckpt"), "not a model at all");
        CommandRun notOne = CommandRun.small("generate", "a cat", noModel, "--vae=" + network);
        assertThat(notOne.err())
                .isEqualTo(
                        "error: " + network + ": is no VAE: it has no decoder.conv_in.weight" + System.lineSeparator());
        assertThat(notOne.exitCode()).isEqualTo(1);
        CommandRun aFolder = CommandRun.small("generate", "a cat", noModel, "--vae=" + folder);
        assertThat(aFolder.err())
                .isEqualTo("error: --vae: expected a file, got the folder " + folder + System.lineSeparator());
        assertThat(aFolder.exitCode()).isEqualTo(2);
    }

    @Test
    void placesThatCannotBeWrittenAreToldBeforeDrawing() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        CommandRun inFile = CommandRun.small("generate", "a cat", "--out=" + file.resolve("cat.png"));
        assertThat(inFile.err())
                .isEqualTo("error: " + file + ": cannot be written into: it is not a folder" + System.lineSeparator());
        assertThat(inFile.exitCode()).isEqualTo(1);
        CommandRun readOnly = CommandRun.small("generate", "a cat", "--out=/proc/brushwork/cat.png");
        assertThat(readOnly.exitCode()).isEqualTo(1);
        assertThat(readOnly.err()).startsWith("error: /proc/brushwork: cannot be written into: ");
        assertThat(readOnly.err().lines()).hasSize(1);
    }

    @Test
    void noModelAtAllSaysHowToGetOne() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("models"));
        CommandRun run = CommandRun.of("generate", "a cat", "--models-dir=" + tree);
        assertThat(run.err())
                .isEqualTo("error: --model: expected a checkpoint by name, or one in " + tree.resolve("checkpoints")
                        + ", got none" + System.lineSeparator());
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void picturesWithoutTextCannotBeMadeAgain() throws IOException {
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        CommandRun run = CommandRun.small("generate", "--from=" + text);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(CommandRun.small("generate", "--from=" + folder.resolve("none.png"))
                        .err())
                .isEqualTo("error: " + folder.resolve("none.png") + ": does not exist" + System.lineSeparator());
    }

    @Test
    void errorsAreEventsToo() throws IOException {
        CommandRun run = CommandRun.small("generate", "a cat", "--width=100", "--json");
        assertThat(run.events()).hasSize(1);
        assertThat(run.events().get(0).path("event").asText()).isEqualTo("error");
        assertThat(run.events().get(0).path("exitCode").asInt()).isEqualTo(2);
        assertThat(CommandRun.small("generate", "--json").events()).hasSize(1);
    }

    @Test
    void stackTracesAreForThoseWhoAsk() {
        assertThat(CommandRun.small("generate", "a cat", "--width=100", "--debug")
                        .err())
                .contains("\tat io.brushwork.generation.GenerationRequest");
    }

    @Test
    void stoppingIsNoError() {
        assertThat(Failure.of(new CancellationException()).exitCode()).isEqualTo(130);
    }

    @Test
    void nativeErrorsAreCutToWhatHelps() {
        Failure memory = Failure.of(
                new RuntimeException(
                        "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory\nException raised"));
        assertThat(memory.sentence()).startsWith("there is not enough memory: try");
        assertThat(memory.exitCode()).isEqualTo(1);
        assertThat(Failure.of(new RuntimeException("first line\nsecond line")).sentence())
                .isEqualTo("unexpected: first line (--debug prints where)");
        assertThat(Failure.of(new OutOfMemoryError("Java heap space")).sentence())
                .startsWith("there is not enough");
    }
}
