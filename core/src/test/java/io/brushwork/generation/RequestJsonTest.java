package io.brushwork.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.base.OptionException;
import io.brushwork.files.picture.Picture;
import io.brushwork.sampling.Guidance;
import io.brushwork.sampling.Noise;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.SamplerOptions;
import io.brushwork.sampling.ScheduleOptions;
import io.brushwork.text.Emphasis;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestJsonTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static ObjectNode json(String text) throws IOException {
        return (ObjectNode) JSON.readTree(text);
    }

    /** Every field differs from its default, so that none can be forgotten on the way. */
    private static GenerationRequest.Builder full() {
        return GenerationRequest.of("a <hypernet:oil:0.8> \"castle\"")
                .negativePrompt("blurry")
                .size(72, 640)
                .steps(33)
                .sampler(SamplerChoice.of("DPM++ 2M Karras"))
                .samplerOptions(new SamplerOptions(0.4, 1, 0.1, 12, 1.5, true, true))
                .scheduleOptions(new ScheduleOptions(0.1, 9, 5, 0.7, 0.8))
                .guidance(new Guidance(4.5, 0.3, true, 0.2))
                .seed(4294967295L)
                .variation(9007199254740993L, 0.25)
                .seedResize(512, 64)
                .noise(Noise.NV)
                .ensd(31337)
                .batch(2, 3)
                .clipSkip(2)
                .emphasis(Emphasis.NO_NORM)
                .tiling(true)
                .tiledVae(true)
                .postProcessing(List.of("CodeFormer"));
    }

    @Test
    void aRequestIsReadBackAsItWasWritten() throws IOException {
        GenerationRequest hires = full().hires(HiresFix.TWICE
                        .withScale(1.5)
                        .withSize(96, 128)
                        .withSteps(7)
                        .withUpscaler(Upscaler.ofLabel("Latent (bicubic)"))
                        .withDenoisingStrength(0.3)
                        .withSampler(SamplerChoice.of("Heun Exponential"))
                        .withPrompts("a dog", "a cat"))
                .build();
        String text = RequestJson.write(hires).toString();
        assertThat(RequestJson.read(json(text))).isEqualTo(hires);

        byte[] rgb = {1, 2, 3, 40, 50, 60};
        GenerationRequest init = full().init(new InitImage(new Picture(2, 1, rgb), 0.6, InitImage.Fit.FILL))
                .build();
        GenerationRequest read = RequestJson.read(json(RequestJson.write(init).toString()));
        InitImage start = Objects.requireNonNull(read.init());
        assertThat(start.picture().rgb()).isEqualTo(rgb);
        assertThat(start.denoisingStrength()).isEqualTo(0.6);
        assertThat(start.fit()).isEqualTo(InitImage.Fit.FILL);
        assertThat(read.with(r -> r.init(null))).isEqualTo(full().build());
    }

    @Test
    void whatIsMissingHasItsDefault() throws IOException {
        assertThat(RequestJson.read(json("{\"prompt\": \"a cat\", \"hires\": null}")))
                .isEqualTo(GenerationRequest.of("a cat").build());
        assertThat(RequestJson.read(json("{\"hires\": {\"steps\": 4}}")).hires())
                .isEqualTo(HiresFix.TWICE.withSteps(4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'stepz': 3} | stepz: expected a field of a request, got one that is not known",
                "{'hires': {'sise': 3}} | hires.sise: expected a field of a request, got one that is not known",
                "{'hires': 3} | hires: expected an object, got NUMBER",
                "{'steps': 'many'} | steps: expected a whole number, got \"many\"",
                "{'steps': 2.5} | steps: expected a whole number, got 2.5",
                "{'steps': 99999999999} | steps: expected a whole number, got 99999999999",
                "{'steps': 151} | steps: expected 1 to 150, got 151",
                "{'cfgScale': 1e999} | cfgScale: expected a number, got",
                "{'width': 8000000, 'height': 8000000} | width: expected 0 for the model's own",
                "{'hires': {'width': 8000000, 'height': 8000000}} | hires.width: expected 0 or a multiple of 8",
                "{'sampler': 'no such sampler'} | sampler: expected one of",
                "{'rng': 'dice'} | rng: expected",
                "{'init': {'image': '!'}} | init.image: expected a picture in base64",
                "{'init': {'image': 'AAAA'}} | init.image: expected a picture in base64",
                "{'tiling': 1} | tiling: expected true or false, got 1",
                "{'prompt': null, 'seed': -2} | seed: expected -1 or more, got -2",
            })
    void whatCannotBeUsedIsNamedByItsPath(String text, String sentence) throws IOException {
        ObjectNode request = json(text.replace('\'', '"'));
        assertThatThrownBy(() -> RequestJson.read(request))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }

    @Test
    void aComplaintSaysItsThreeParts() throws IOException {
        ObjectNode request = json("{\"batchSize\": 65}");
        assertThatThrownBy(() -> RequestJson.read(request)).isInstanceOfSatisfying(OptionException.class, e -> {
            assertThat(e.field()).isEqualTo("batchSize");
            assertThat(e.expected()).isEqualTo("1 to 64");
            assertThat(e.got()).isEqualTo("65");
            assertThat(e.named("--batch-size")).isEqualTo("--batch-size: expected 1 to 64, got 65");
        });
    }
}
