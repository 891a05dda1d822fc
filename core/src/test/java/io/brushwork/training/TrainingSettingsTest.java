package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.dataset.Fit;
import io.brushwork.dataset.LatentSampling;
import io.brushwork.sampling.Prediction;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        TrainingOptions all = options.optimization(o -> o.steps(8)
                        .learnRate("cosine(1e-4..1e-6, 4)")
                        .clipMode(GradientClip.NORM)
                        .clipValue("0.05")
                        .batchSize(2)
                        .gradientSteps(2)
                        .weightDecay(0.02)
                        .checkpointing(true)
                        .minSnrGamma(5)
                        .noiseOffset(0.05)
                        .strength(new StrengthRange(0.5, 2)))
                .model(m -> m.dtype("bf16").packing(true).prediction(Prediction.V))
                .data(d -> d.fit(Fit.VARY).latentSampling(LatentSampling.RANDOM))
                .preview(p -> p.every(6)
                        .prompts("a", "b")
                        .negativePrompt("c")
                        .steps(2)
                        .sampler(SamplerChoice.of("Euler Karras"))
                        .cfgScale(7.5)
                        .seed(3)
                        .size(64, 72))
                .guard(g ->
                        g.lowerRate(true).holdout(4).holdoutEvery(3).restarts(2).previewNoise(false))
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
        assertThat(changed.data().height()).isZero();
        assertThat(changed.optimization().clipMode()).isEqualTo(GradientClip.VALUE);
        assertThat(changed.seed()).isEqualTo(3);
    }

    @Test
    void wrongFieldsAndValuesAreNamed() {
        refused("{\"data\":{\"widht\":64}}", "data.widht");
        refused(
                "{\"data\":{\"width\":70}}",
                "data.width: expected 0 for the model's own, or 64 to 2048 in steps of 8, got 70");
        refused("{\"data\":{\"width\":\"wide\"}}", "data.width: expected a whole number, got \"wide\"");
        refused("{\"data\":{\"folder\":null}}", "data.folder: expected a text, got null");
        refused("{\"data\":\"pictures\"}", "data: expected an object, got STRING");
        refused("{\"preview\":{\"prompts\":[1]}}", "preview.prompts: expected a text, got 1");
        refused(
                "{\"optimization\":{\"clipMode\":\"hard\"}}",
                "optimization.clipMode: expected one of disabled, value, norm, got hard");
        refused(
                "{\"optimization\":{\"strength\":\"2..1\"}}",
                "optimization.strength: expected a number above 0 and at most 10");
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

    /** As it was written before options had types; whoever has such a file goes on with it. */
    @Test
    void settingsOfEarlierRunsAreReadAndWrittenInTheSameForm() throws IOException {
        String earlier = """
                {
                  "hypernetwork" : "/models/oil.pt",
                  "model" : {
                    "checkpoint" : "/models/sd.safetensors",
                    "vae" : null,
                    "prediction" : "EPS",
                    "clipSkip" : 1,
                    "device" : "cpu",
                    "dtype" : "fp32",
                    "keepVae" : true,
                    "packing" : false
                  },
                  "data" : {
                    "folder" : "/pictures",
                    "width" : 512,
                    "height" : 512,
                    "fit" : "stretch",
                    "template" : "hypernetwork.txt",
                    "shuffleTags" : false,
                    "tagDropout" : 0.0,
                    "latentSampling" : "once",
                    "useWeight" : false,
                    "flip" : false,
                    "filenameWordRegex" : "",
                    "filenameJoinString" : " "
                  },
                  "optimization" : {
                    "steps" : 1500,
                    "learnRate" : "5e-5:100, 5e-6:1500",
                    "clipMode" : "disabled",
                    "clipValue" : "0.1",
                    "batchSize" : 1,
                    "gradientSteps" : 1,
                    "weightDecay" : 0.01,
                    "checkpointing" : false,
                    "minSnrGamma" : 0.0,
                    "noiseOffset" : 0.0,
                    "strength" : "1..2"
                  },
                  "saving" : {
                    "runs" : "/runs",
                    "cache" : "/runs/cache",
                    "every" : 500,
                    "csvEvery" : 1,
                    "tensorBoard" : true
                  },
                  "preview" : {
                    "every" : 500,
                    "prompts" : [ "a cat" ],
                    "negativePrompt" : "",
                    "steps" : 20,
                    "sampler" : "DPM++ 2M Karras",
                    "cfgScale" : 7.0,
                    "seed" : 1,
                    "width" : 0,
                    "height" : 0
                  },
                  "guard" : {
                    "lowerRate" : false,
                    "holdout" : 10,
                    "holdoutEvery" : 0,
                    "restarts" : 5,
                    "previewNoise" : true
                  },
                  "seed" : 42
                }""";
        Path file = Files.writeString(dir.resolve("earlier.json"), earlier);
        TrainingOptions read = TrainingSettings.options(options, TrainingSettings.read(file));
        assertThat(read.preview().sampler()).isEqualTo(SamplerChoice.of("DPM++ 2M", Schedule.KARRAS));
        assertThat(read.optimization().strength()).isEqualTo(new StrengthRange(1, 2));
        Path again = dir.resolve("again.json");
        TrainingSettings.write(again, read);
        assertThat(Files.readString(again)).isEqualToNormalizingNewlines(earlier);
    }

    /**
     * Options with one field changed.
     *
     * @param json the value
     */
    static TrainingOptions changed(TrainingOptions options, String field, String json) throws IOException {
        ObjectNode tree = JSON.createObjectNode();
        int dot = field.indexOf('.');
        (dot < 0 ? tree : tree.withObject("/" + field.substring(0, dot)))
                .set(field.substring(dot + 1), JSON.readTree(json));
        return TrainingSettings.options(options, tree);
    }

    private void refused(String changes, String part) {
        assertThatThrownBy(() -> TrainingSettings.options(options, (ObjectNode) JSON.readTree(changes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(part);
    }
}
