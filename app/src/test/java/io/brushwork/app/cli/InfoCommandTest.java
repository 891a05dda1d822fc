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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
        Safetensors.write(file, Map.of(tensor, new Zeros(List.of(2L))), Map.of());
        assertThat(info(file).path("kind").asText()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            quick_gelu, epsilon,      8, SD 1, eps
            gelu,       v_prediction, 8, SD 2, v
            gelu,       -,            8, SD 2, not recorded; found out by a test of the network when it is loaded
            -,          -,         1024, SD 2, not recorded; taken for eps when it is loaded
            """)
    void knowsTheGenerationOfAFolder(String activation, String type, long width, String generation, String prediction)
            throws IOException {
        part("vae/diffusion_pytorch_model", "decoder.conv_in.weight", List.of(2L));
        part("text_encoder/model", "text_model.embeddings.position_embedding.weight", List.of(2L));
        part(
                "unet/diffusion_pytorch_model",
                "mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight",
                List.of(1L, width));
        setting("text_encoder/config.json", "hidden_act", activation);
        setting("scheduler/scheduler_config.json", "prediction_type", type);
        JsonNode facts = info(folder);
        assertThat(facts.path("generation").asText()).isEqualTo(generation);
        assertThat(facts.path("prediction").asText()).isEqualTo(prediction);
    }

    private void part(String stem, String tensor, List<Long> shape) throws IOException {
        Path file = folder.resolve(stem + ".safetensors");
        Files.createDirectories(file.getParent());
        Safetensors.write(file, Map.of(tensor, new Zeros(shape)), Map.of());
    }

    private void setting(String name, String key, @Nullable String value) throws IOException {
        if (value != null) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), "{\"" + key + "\": \"" + value + "\"}");
        }
    }

    @Test
    void whatOthersRecordAsThePredictionIsMetadataOnly() throws IOException {
        Path file = folder.resolve("file.safetensors");
        Safetensors.write(
                file,
                Map.of(
                        "model.diffusion_model.out.2.bias", new Zeros(List.of(2L)),
                        "cond_stage_model.transformer.x", new Zeros(List.of(2L))),
                Map.of("modelspec.prediction_type", "v"));
        assertThat(info(file).path("prediction").asText()).isEqualTo("eps");
        assertThat(info(file).path("metadata").path("modelspec.prediction_type").asText())
                .isEqualTo("v");
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

    private record Zeros(List<Long> shape) implements TensorData {
        @Override
        public DType dtype() {
            return DType.F32;
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            channel.write(ByteBuffer.allocate(Math.toIntExact(byteSize())));
        }
    }
}
