package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSettingsTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final TrainingOptions options =
            TrainingOptions.of(Path.of("oil.pt"), Path.of("model.safetensors"), Path.of("pictures"));

    @TempDir
    private Path dir;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        TrainingOptions all = options.withOptimization(new TrainingOptions.Optimization(
                        8,
                        "cosine(1e-4..1e-6, 4)",
                        GradientClip.NORM,
                        "0.05",
                        2,
                        2,
                        0.02,
                        true,
                        5,
                        0.05,
                        new StrengthRange(0.5, 2)))
                .withPreview(new TrainingOptions.Preview(6, List.of("a", "b"), "c", 2, "Euler a", 7.5, 3, 64, 72))
                .withGuard(new TrainingOptions.Guard(true, 4, 3, 2, false))
                .withSeed(9);
        Path file = dir.resolve("settings.json");
        TrainingSettings.write(file, all);
        assertThat(TrainingSettings.options(options, TrainingSettings.read(file)))
                .isEqualTo(all);
        assertThat(Files.readString(file)).contains("\"clipMode\" : \"norm\"");
    }

    @Test
    void onlyWhatIsNamedChanges() throws IOException {
        ObjectNode changes = (ObjectNode)
                JSON.readTree("{\"data\":{\"width\":64},\"optimization\":{\"clipMode\":\"value\"},\"seed\":3}");
        TrainingOptions changed = TrainingSettings.options(options, changes);
        assertThat(changed.data().width()).isEqualTo(64);
        assertThat(changed.data().height()).isEqualTo(512);
        assertThat(changed.optimization().clipMode()).isEqualTo(GradientClip.VALUE);
        assertThat(changed.seed()).isEqualTo(3);
    }

    @Test
    void wrongFieldsAndValuesAreNamed() {
        refused("{\"data\":{\"widht\":64}}", "data.widht");
        refused("{\"data\":{\"width\":70}}", "width: expected 64 to 2048 in steps of 8, got 70");
        refused("{\"data\":{\"width\":\"wide\"}}", "data.width");
        refused(
                "{\"optimization\":{\"clipMode\":\"hard\"}}",
                "clip-grad-mode: expected disabled, value or norm, got hard");
        refused("{\"optimization\":{\"strength\":\"2..1\"}}", "strength: expected a number above 0 and at most 10");
    }

    @Test
    void filesThatAreNoSettingsAreNamed() throws IOException {
        Path list = Files.writeString(dir.resolve("list.json"), "[1]");
        assertThatThrownBy(() -> TrainingSettings.read(list))
                .isInstanceOf(IOException.class)
                .hasMessage(list + ": expected an object with training settings");
        Path text = Files.writeString(dir.resolve("text.json"), "settings");
        assertThatThrownBy(() -> TrainingSettings.read(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not JSON");
    }

    private void refused(String changes, String part) {
        assertThatThrownBy(() -> TrainingSettings.options(options, (ObjectNode) JSON.readTree(changes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(part);
    }
}
