package io.brushwork.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.tensor.Compute;
import io.brushwork.testing.PocketCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code brushwork hypernetwork} and what stands below it. */
class HypernetworkCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aNewNetworkHasTheWidthsOfTheModelAndGoesIntoTheTree() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("models"));
        CommandRun run = run(
                "create",
                "my oil",
                "--models-dir=" + tree,
                "--model=" + PocketCheckpoint.safetensors(),
                "--seed=7",
                "--optional-info=for a test");
        assertThat(run.exitCode()).as(run.err()).isZero();
        Path file = tree.resolve("hypernetworks/my oil.pt");
        assertThat(run.out().strip()).isEqualTo(file.toString());
        assertThat(run.err()).doesNotContain("warning").contains("widths [192, 32, 64, 128]");
        try (Hypernetwork network = Hypernetwork.load(file, Compute.CPU)) {
            assertThat(network.modules().keySet()).containsExactly(192L, 32L, 64L, 128L);
            assertThat(network.config().optionalInfo()).isEqualTo("for a test");
            assertThat(network.recordedName()).isEqualTo("my oil");
        }
        CommandRun drawn = CommandRun.small(
                "generate",
                "a cat <hypernet:my oil:1>",
                "--hypernet-dir=" + tree,
                "--out=" + folder.resolve("cat.png"));
        assertThat(drawn.exitCode()).as(drawn.err()).isZero();
    }

    @Test
    void withoutAModelANewNetworkIsForTheEmbeddedOneWhichIsNamed() throws IOException {
        try (LauncherHome home = LauncherHome.withModel(folder)) {
            CommandRun run = run("create", "oil");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.err()).containsOnlyOnce(home.notice()).contains("widths [192, 32, 64, 128]");
            assertThat(folder.resolve("models/hypernetworks/oil.pt")).isRegularFile();
            assertThat(run("create", "ink", "--widths=32").err()).doesNotContain("notice");
        }
    }

    @Test
    void presetsCanBeOverridden() throws IOException {
        Path file = folder.resolve("a.safetensors");
        CommandRun run = run(
                "create",
                "a",
                "--preset=style",
                "--no-layer-norm",
                "--weight-init=Normal",
                "--widths=32,16",
                "--out=" + file,
                "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode facts = run.json();
        assertThat(facts.path("layerStructure")).hasToString("[1.0,2.0,2.0,1.0]");
        assertThat(facts.path("activation").asText()).isEqualTo("mish");
        assertThat(facts.path("layerNorm").booleanValue()).isFalse();
        assertThat(facts.path("dropoutStructure")).hasToString("[0.0,0.05,0.15,0.0]");
        assertThat(facts.path("widths")).hasToString("[32,16]");
        assertThat(facts.path("warnings")).isEmpty();
        assertThat(file).isRegularFile();
    }

    @Test
    void warningsSayWhy() {
        CommandRun run = run(
                "create",
                "a",
                "--activation=relu",
                "--weight-init=KaimingNormal",
                "--widths=320",
                "--out=" + folder.resolve("a.pt"));
        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .contains("warning: before its first step of training the network changes contexts of width 320 by");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            foo (v2) |                              | name: expected no parentheses, since A1111 cuts names at the last one when it trains, got foo (v2)
            a/b      |                              | name: expected letters, digits, blanks and . _ - only, got a/b
            a        | --layer-structure=1,2        | --layer-structure: expected two or more numbers beginning and ending with 1, got [1.0, 2.0]
            a        | --layer-structure=1,x,1      | --layer-structure: expected numbers such as 1, 2, 1, got 1,x,1
            a        | --dropout-structure=0,0.1    | --dropout-structure: expected 3 numbers, as many as layer_structure has, got [0.0, 0.1]
            a        | --dropout-structure=0,1,0    | --dropout-structure: expected numbers from 0 to below 1, got [0.0, 1.0, 0.0]
            a        | --activation=glu             | --activation: glu cannot be used: it halves the width, so that the next layer does not fit
            a        | --activation=threshold       | --activation: threshold cannot be used: it has no default threshold, and the file format has no place for one
            a        | --weight-init=Orthogonal     | --weight-init: expected one of Normal, XavierUniform, XavierNormal, KaimingUniform, KaimingNormal, got Orthogonal
            a        | --preset=best                | --preset: expected one of style, subject, few, got best
            a        | --widths=0                   | --widths: expected whole numbers such as 768, 320, 640, 1280, got 0
            a        | --widths=16,16               | --widths: expected one or more different whole numbers from 1 to 65536, got [16, 16]
            """)
    void badSettingsAreToldBeforeAnythingIsWritten(String name, String flag, String sentence) {
        String given = flag == null ? "--seed=1" : flag;
        Stream<String> widths = given.startsWith("--widths") ? Stream.of() : Stream.of("--widths=16");
        String[] args = Stream.concat(Stream.of("create", name, given, "--out=" + folder.resolve("a.pt")), widths)
                .toArray(String[]::new);
        CommandRun run = run(args);
        assertThat(run.err()).isEqualTo("error: " + sentence + System.lineSeparator());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsThereIsNotReplacedWithoutAWord() throws IOException {
        Path file = Files.writeString(folder.resolve("a.pt"), "mine");
        List<String[]> commands = List.of(
                new String[] {"create", "a", "--widths=16", "--out=" + file},
                new String[] {"convert", network("linear"), file.toString()},
                new String[] {"merge", network("linear"), network("linear"), file.toString()});
        for (String[] command : commands) {
            CommandRun run = run(command);
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .isEqualTo(
                            "error: " + file + ": is there already; --overwrite replaces it" + System.lineSeparator());
            assertThat(file).hasContent("mine");
        }
        for (String[] command : commands) {
            String[] insisting = Stream.concat(Arrays.stream(command), Stream.of("--overwrite"))
                    .toArray(String[]::new);
            CommandRun run = run(insisting);
            assertThat(run.exitCode()).as(run.err()).isZero();
        }
        try (Hypernetwork merged = Hypernetwork.load(file, Compute.CPU)) {
            assertThat(merged.config().optionalInfo()).startsWith("merged of linear:1.0 [");
        }
    }

    @Test
    void inspectionShowsEffectsAndRanks() throws IOException {
        CommandRun run = run(
                "inspect",
                "linear",
                "--hypernet-dir=" + PocketCheckpoint.hypernetworks(),
                "--model=" + PocketCheckpoint.safetensors(),
                "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode facts = run.json();
        assertThat(facts.path("name").asText()).isEqualTo("linear");
        assertThat(facts.path("effects").path(0).path("key").asDouble()).isPositive();
        JsonNode first = facts.path("weights").path(0);
        assertThat(first.path("singularValues")).hasSize(4);
        assertThat(first.path("effectiveRank").asDouble())
                .isBetween(1.0, first.path("fullRank").asDouble());
        assertThat(facts.path("fit").path("layersOfWidth192").asInt()).isEqualTo(16);
        CommandRun text = CommandRun.of("hn", "inspect", network("relu_ln"));
        assertThat(text.exitCode()).isZero();
        assertThat(text.out()).containsPattern("width +key +value").contains("effective rank");
    }

    @Test
    void conversionTellsWhatItCosts() throws IOException {
        Path out = folder.resolve("half.safetensors");
        CommandRun run = run("convert", network("linear"), out.toString(), "--dtype=bf16", "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).startsWith("warning: bf16 is smaller than f32: ");
        assertThat(run.json().path("changed").asLong()).isPositive();
        assertThat(run("convert", network("linear"), folder.resolve("a.bin").toString())
                        .err())
                .contains("expected a name ending in .pt, .ckpt or .safetensors");
        assertThat(run("convert", network("linear"), folder.resolve("a.pt").toString(), "--dtype=fp8")
                        .err())
                .isEqualTo("error: --dtype: expected fp32, fp16 or bf16, got fp8" + System.lineSeparator());
        assertThat(run("convert", folder.resolve("none.pt").toString(), out + ".pt")
                        .exitCode())
                .isEqualTo(1);
        assertThat(run("convert", PocketCheckpoint.safetensors().toString(), out + ".pt")
                        .exitCode())
                .isEqualTo(1);
        assertThat(folder).isDirectoryNotContaining("glob:**.pt");
    }

    @Test
    void mergingOtherStructuresNamesTheDifference() {
        CommandRun run = run(
                "merge",
                network("relu_ln") + ":0.5",
                network("swish_drop") + ":0.5",
                folder.resolve("a.pt").toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("the layer structure of relu_ln is [1.0, 2.0, 1.0] and that of swish_drop is");
        assertThat(run("merge", network("linear") + ":x", network("linear"), "a.pt")
                        .err())
                .contains("network: expected a name with a factor such as oil:0.5, got ");
        assertThat(run("merge", network("linear"), "a.pt").exitCode()).isEqualTo(2);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void foldedAndAsALora() throws IOException {
        Path checkpoint = folder.resolve("folded.safetensors");
        String into = "--into=" + PocketCheckpoint.safetensors();
        CommandRun run = run("fold", network("linear") + ":0.8:v=0.5", checkpoint.toString(), into, "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json().path("changedTensors").asInt()).isEqualTo(96);
        assertThat(CommandRun.of("info", checkpoint.toString(), "--json")
                        .json()
                        .path("generation")
                        .asText())
                .isEqualTo("SD 1");
        Path lora = folder.resolve("lora.safetensors");
        CommandRun second = run("fold", network("linear"), lora.toString(), into, "--as-lora=4");
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).containsPattern("relative error +0\\.\\d+").contains("lost bias");
        assertThat(second.err()).contains("notice: the network adds a constant to values");
        assertThat(CommandRun.of("info", lora.toString(), "--json")
                        .json()
                        .path("kind")
                        .asText())
                .isEqualTo("LoRA");
    }

    @Test
    void whatCannotBeFoldedIsWrongUsage() {
        String into = "--into=" + PocketCheckpoint.safetensors();
        CommandRun run =
                run("fold", network("mish_out"), folder.resolve("a.safetensors").toString(), into);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("error: network: mish_out cannot be folded, since it is not linear: it has the activation"
                        + " mish" + System.lineSeparator());
        assertThat(run("fold", network("linear"), folder.resolve("a.pt").toString(), into)
                        .err())
                .contains("out: expected a name ending in .safetensors");
        assertThat(run(
                                "fold",
                                network("linear"),
                                folder.resolve("a.safetensors").toString())
                        .exitCode())
                .isEqualTo(2);
        CommandRun onto =
                run("fold", network("linear"), PocketCheckpoint.safetensors().toString(), into, "--overwrite");
        assertThat(onto.err()).contains("out: expected another file than the checkpoint");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "inspect", "convert", "merge", "fold"})
    void helpIsThere(String command) {
        CommandRun help = run(command, "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Examples:").startsWith("Usage: brushwork hypernetwork " + command);
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void theGroupAloneIsWrongUsage() {
        assertThat(run().exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("completion").out()).contains("--as-lora").contains("--layer-structure");
    }

    private static String network(String name) {
        return PocketCheckpoint.hypernetworks().resolve(name + ".pt").toString();
    }

    private static CommandRun run(String... args) {
        return CommandRun.of(
                Stream.concat(Stream.of("hypernetwork"), Arrays.stream(args)).toArray(String[]::new));
    }
}
