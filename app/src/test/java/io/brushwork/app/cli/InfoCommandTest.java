package io.brushwork.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.brushwork.files.DType;
import io.brushwork.files.Safetensors;
import io.brushwork.files.TensorData;
import io.brushwork.testing.PocketCheckpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InfoCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "elu_wide,   '[1.0,4.0,1.0]',         elu,    false, false",
        "linear,     '[1.0,2.0,1.0]',         linear, false, false",
        "mish_out,   '[1.0,1.5,1.5,1.0]',     mish,   false, true",
        "relu_ln,    '[1.0,2.0,1.0]',         relu,   true,  false",
        "sd2_swish,  '[1.0,2.0,1.0]',         swish,  true,  false",
        "swish_drop, '[1.0,2.0,2.0,1.0]',     swish,  false, false"
    })
    void knowsEveryFormOfHypernetwork(String name, String structure, String activation, boolean norm, boolean output)
            throws IOException {
        JsonNode facts = info(PocketCheckpoint.hypernetworks().resolve(name + ".pt"));
        assertThat(facts.path("kind").asText()).isEqualTo("hypernetwork");
        assertThat(facts.path("layerStructure")).hasToString(structure);
        assertThat(facts.path("activation").asText()).isEqualTo(activation);
        assertThat(facts.path("layerNorm").booleanValue()).isEqualTo(norm);
        assertThat(facts.path("activateOutput").booleanValue()).isEqualTo(output);
        assertThat(facts.path("widths")).isNotEmpty();
        assertThat(facts.path("statistics")).isNotEmpty();
        assertThat(facts.path("statistics").path(0).path("std").asDouble()).isPositive();
        assertThat(facts.path("sha256").asText()).matches("[0-9a-f]{64}");
    }

    @Test
    void knowsTheOldestFormOfHypernetwork() throws IOException {
        JsonNode facts = info(PocketCheckpoint.hypernetworks().resolve("nai_old.pt"));
        assertThat(facts.path("kind").asText()).isEqualTo("hypernetwork");
        assertThat(facts.path("recordedName").isNull()).isTrue();
    }

    @Test
    void knowsTheGenerationOfACheckpoint() throws IOException {
        JsonNode facts = info(PocketCheckpoint.safetensors());
        assertThat(facts.path("kind").asText()).isEqualTo("checkpoint");
        assertThat(facts.path("generation").asText()).isEqualTo("SD 1");
        assertThat(facts.path("prediction").asText()).isEqualTo("eps");
        assertThat(facts.path("parts")).hasSize(3);
        long parts = 0;
        for (JsonNode part : facts.path("parts")) {
            parts += part.path("parameters").longValue();
        }
        assertThat(parts).isEqualTo(facts.path("parameters").longValue());
        assertThat(facts.path("parametersByType").path("f16").longValue()).isEqualTo(parts);
    }

    @ParameterizedTest
    @CsvSource({
        "lora_unet_down_blocks_0_attentions_0_proj_in.lora_down.weight, LoRA",
        "emb_params, embedding",
        "clip_l, embedding",
        "first_stage_model.decoder.conv_in.weight, VAE",
        "decoder.conv_in.weight, VAE",
        "anything.else, unknown model"
    })
    void knowsOtherFilesByTheNamesOfTheirTensors(String tensor, String kind) throws IOException {
        Path file = folder.resolve("file.safetensors");
        Safetensors.write(file, Map.of(tensor, new Zeros()), Map.of());
        assertThat(info(file).path("kind").asText()).isEqualTo(kind);
    }

    @Test
    void saysHowAPictureWasMade() throws IOException {
        Path picture = folder.resolve("café.png");
        CommandRun.small("generate", "a café, (night:1.2)\nrain", "--seed=2", "--out=" + picture);
        JsonNode facts = info(picture);
        assertThat(facts.path("prompt").asText()).isEqualTo("a café, (night:1.2)\nrain");
        assertThat(facts.path("parameters").path("Seed").asText()).isEqualTo("2");
        assertThat(CommandRun.of("info", picture.toString()).out())
                .contains("kind    picture")
                .contains("prompt  a café, (night:1.2)\n        rain");
    }

    @Test
    void textIsForPeople() {
        CommandRun run = CommandRun.of(
                "info", PocketCheckpoint.hypernetworks().resolve("relu_ln.pt").toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsPattern("layer structure +1, 2, 1")
                .containsPattern("layer norm +yes")
                .containsPattern("tensor +shape +mean +std +max abs")
                .containsPattern("\\d+\\.k\\.linear\\.0\\.weight");
    }

    private static JsonNode info(Path file) throws IOException {
        CommandRun run = CommandRun.of("info", file.toString(), "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.json();
    }

    /** Two zeros. */
    private record Zeros() implements TensorData {
        @Override
        public DType dtype() {
            return DType.F32;
        }

        @Override
        public List<Long> shape() {
            return List.of(2L);
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            channel.write(ByteBuffer.allocate(8));
        }
    }
}
