package io.brushwork.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.testing.PocketCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
    @TempDir
    private Path folder;

    @Test
    void listsWhatIsThereByKind() throws IOException {
        Path oil = Files.createDirectories(folder.resolve("hypernetworks")).resolve("oil.pt");
        Files.copy(PocketCheckpoint.hypernetworks().resolve("linear.pt"), oil);
        Files.write(Files.createDirectories(folder.resolve("VAE")).resolve("soft.pt"), new byte[2048]);
        JsonNode before = models();
        assertThat(before.path("hypernetworks").path(0).path("name").asText()).isEqualTo("oil.pt");
        assertThat(before.path("hypernetworks").path(0).path("sha256").isNull()).isTrue();
        assertThat(before.path("vae").path(0).path("bytes").asInt()).isEqualTo(2048);
        assertThat(before.path("checkpoints")).isEmpty();

        String hash = CommandRun.of("info", oil.toString(), "--json")
                .json()
                .path("sha256")
                .asText();
        assertThat(models().path("hypernetworks").path(0).path("sha256").asText())
                .isEqualTo(hash);
        assertThat(CommandRun.of("models", "--models-dir=" + folder).out())
                .contains("checkpoints: none")
                .containsPattern("soft\\.pt +2\\.0 KiB")
                .containsPattern("oil\\.pt +1\\.8 MiB +" + hash.substring(0, 10));
    }

    private JsonNode models() throws IOException {
        return CommandRun.of("models", "--json", "--models-dir=" + folder).json();
    }

    @Test
    void aFolderThatIsNotThereIsWrongUsage() {
        CommandRun run = CommandRun.of("models", "--models-dir=" + folder.resolve("none"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("models folder: expected a folder, got ");
    }

    @Test
    void theDoctorKnowsTheSystem() throws IOException {
        JsonNode facts = CommandRun.of("doctor", "--json").json();
        assertThat(facts.path("libtorch").path("version").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(facts.path("libtorch").path("threads").asInt()).isPositive();
        assertThat(facts.path("java").path("version").asText()).isEqualTo(System.getProperty("java.version"));
        assertThat(CommandRun.of("doctor").out()).contains("libtorch").contains("OMP_WAIT_POLICY");
    }

    @Test
    void theDoctorAdvisesWhatTheLauncherSets() {
        ObjectMapper json = new ObjectMapper();
        ArrayNode advice = json.createArrayNode();
        DoctorCommand.environment(json.createObjectNode(), Map.of(), advice);
        assertThat(advice).hasSize(2);
        advice.removeAll();
        ObjectNode facts = json.createObjectNode();
        DoctorCommand.environment(facts, Map.of("OMP_WAIT_POLICY", "PASSIVE", "OPENBLAS_THREAD_TIMEOUT", "4"), advice);
        assertThat(advice).isEmpty();
        assertThat(facts.path("OMP_NUM_THREADS").asText()).isEqualTo("not set");
    }

    @Test
    void helpVersionAndCompletionAreThere() {
        assertThat(CommandRun.of("--version").out()).startsWith("Brushwork 0.");
        CommandRun help = CommandRun.of("help", "generate");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains("Usage: brushwork generate [OPTIONS] [PROMPT]")
                .contains("Default: Euler a")
                .contains("Default: 20")
                .contains("Examples:")
                .doesNotContain("${");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(CommandRun.of("generate", "--help").out()).isEqualTo(help.out());
        assertThat(CommandRun.of("completion").out()).contains("complete -F").contains("--hypernet-dir");
    }
}
