package io.brushwork.generation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.brushwork.catalog.ModelDefaults;
import io.brushwork.catalog.ModelFolder;
import io.brushwork.catalog.ModelIdentity;
import io.brushwork.catalog.ModelKind;
import io.brushwork.files.picture.Picture;
import io.brushwork.job.JobListener;
import io.brushwork.job.NoticeLog;
import io.brushwork.model.Networks;
import io.brushwork.sampling.Noise;
import io.brushwork.sampling.Prediction;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.SamplerOptions;
import io.brushwork.sampling.Schedule;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import io.brushwork.testing.RecipeTensors;
import java.io.IOException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole generations against those of the reference programs: the same files, prompt and seed give the same picture. */
class PipelineTest {
    private static final double LATENT_TOLERANCE = 1e-4;
    private static final int GREY_LEVELS = 2;
    private static final ModelIdentity IDENTITY =
            new ModelIdentity("pocket", "0123456789", "", "", "", ModelDefaults.NONE);

    private static TestStudio sd1;

    @BeforeAll
    static void load() throws IOException {
        sd1 = load("pocket-sd1", Prediction.EPS);
    }

    @AfterAll
    static void free() {
        sd1.close();
    }

    private static TestStudio load(String unet, Prediction prediction) throws IOException {
        RecipeTensors tensors = RecipeTensors.of(unet);
        Networks networks =
                new Networks(tensors, RecipeTensors.of("pocket-sd1"), Compute.CPU.forInference(), prediction, false);
        ModelFolder folder = ModelFolder.of(ModelKind.HYPERNETWORK, Golden.file("hypernetworks"));
        return new TestStudio(networks, new HypernetworkCache(folder, Compute.CPU), IDENTITY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void equalsTheReference(int number) throws IOException {
        JsonNode recorded = Golden.json("pipeline").get(number);
        Golden golden = Golden.of("pipeline");
        try (Scope scope = new Scope()) {
            GenerationRequest request = request(recorded);
            assertClose(sd1, request, golden.get("latent." + number));
            Picture picture = sd1.generate(request).images().get(0).picture();
            assertThat(furthest(picture, golden.get("image." + number))).isLessThanOrEqualTo(GREY_LEVELS);
        }
    }

    @Test
    void equalsTheReferenceWithSd2() throws IOException {
        Golden golden = Golden.of("sd2");
        try (TestStudio sd = load("pocket-sd2", Prediction.V);
                Scope scope = new Scope()) {
            GenerationRequest request = GenerationRequest.of(
                            "an oil painting of a castle on a hill, sunset<hypernet:sd2_swish:1>")
                    .size(128, 128)
                    .steps(6)
                    .seed(21)
                    .build();
            assertClose(sd, request, golden.get("pipeline.latent"));
        }
    }

    private static void assertClose(TestStudio sd, GenerationRequest request, Tensor expected) throws IOException {
        sd.run(request, new NoticeLog(JobListener.NONE), job -> {
            Golden.assertClose(job.latents(0), expected, LATENT_TOLERANCE);
            return job;
        });
    }

    private static GenerationRequest request(JsonNode recorded) {
        StringBuilder prompt = new StringBuilder(recorded.get("prompt").asText());
        for (JsonNode network : recorded.path("hn")) {
            prompt.append("<hypernet:")
                    .append(network.get(0).asText())
                    .append(':')
                    .append(network.get(1))
                    .append('>');
        }
        return GenerationRequest.of(prompt.toString())
                .negativePrompt(recorded.get("negative").asText())
                .seed(recorded.get("seed").asLong())
                .sampler(SamplerChoice.of(
                        recorded.get("sampler").asText(),
                        Schedule.ofLabel(recorded.get("schedule").asText())))
                .samplerOptions(
                        recorded.has("eta")
                                ? SamplerOptions.DEFAULT.withEta(
                                        recorded.get("eta").asDouble())
                                : SamplerOptions.DEFAULT)
                .steps(recorded.get("steps").asInt())
                .cfgScale(recorded.get("cfg").asDouble())
                .size(
                        recorded.get("size").get("width").asInt(),
                        recorded.get("size").get("height").asInt())
                .clipSkip(recorded.path("clip_skip").asInt(1))
                .noise(Noise.ofLabel(recorded.path("rng").asText("CPU")))
                .ensd(recorded.path("ensd").asLong(0))
                .tiling(recorded.path("tiling").asBoolean(false))
                .build();
    }

    private static int furthest(Picture picture, Tensor expected) {
        byte[] bytes = new byte[picture.rgb().length];
        new BytePointer(expected.contiguous().data_ptr()).get(bytes);
        int furthest = 0;
        for (int i = 0; i < bytes.length; i++) {
            furthest = Math.max(furthest, Math.abs((bytes[i] & 0xFF) - (picture.rgb()[i] & 0xFF)));
        }
        return furthest;
    }
}
