package io.brushwork.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The witness is Diffusers 0.42: which names and shapes its networks have at the sizes of the pocket models, and which of
 * them its own conversion from ldm (single_file_utils) gives to each of ldm's tensors.
 */
class DiffusersFolderTest {
    @TempDir
    Path folder;

    /** Of one tensor its name and shape in Diffusers and in ldm. */
    private record Pair(String diffusers, List<Long> shape, String ldm, List<Long> ldmShape) {}

    private static List<Pair> pairs(String model, String part) throws IOException {
        try (InputStream in = DiffusersFolderTest.class.getResourceAsStream("/golden/diffusers-names.json")) {
            JsonNode table = new JsonMapper()
                    .readTree(Objects.requireNonNull(in))
                    .path(model)
                    .path(part);
            List<Pair> pairs = new ArrayList<>();
            table.properties().forEach(e -> {
                JsonNode row = e.getValue();
                pairs.add(new Pair(e.getKey(), shape(row.get(0)), row.get(1).textValue(), shape(row.get(2))));
            });
            assertThat(pairs).isNotEmpty();
            return pairs;
        }
    }

    private static List<Long> shape(JsonNode text) {
        return List.of(text.textValue().split("x")).stream().map(Long::valueOf).toList();
    }

    private static List<String> diffusersNames(List<Pair> pairs) {
        return pairs.stream().map(Pair::diffusers).toList();
    }

    private record Zeros(DType dtype, List<Long> shape) implements TensorData {
        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            channel.write(ByteBuffer.allocate((int) byteSize()));
        }
    }

    private Path write(String file, List<Pair> pairs, Function<String, String> rename) throws IOException {
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        for (Pair pair : pairs) {
            tensors.put(rename.apply(pair.diffusers()), new Zeros(DType.U8, pair.shape()));
        }
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Safetensors.write(path, tensors, Map.of());
        return path;
    }

    private void setting(String file, String json) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), json);
    }

    @Test
    void everyTensorOfAWholeFolderHasItsLdmNameAndShape() throws IOException {
        Map<String, List<Long>> expected = new LinkedHashMap<>();
        Map<String, StoredTensor> sources = new LinkedHashMap<>();
        String[][] parts = {
            {"unet", "diffusion_pytorch_model.safetensors"},
            {"vae", "diffusion_pytorch_model.fp16.safetensors"},
            {"text_encoder", "model.safetensors"}
        };
        for (String[] part : parts) {
            List<Pair> pairs = pairs("sd1", part[0]);
            Path file = write(part[0] + "/" + part[1], pairs, name -> name);
            Map<String, StoredTensor> stored = Checkpoint.open(file).tensors();
            for (Pair pair : pairs) {
                expected.put(pair.ldm(), pair.ldmShape());
                sources.put(pair.ldm(), Objects.requireNonNull(stored.get(pair.diffusers())));
            }
        }
        setting("scheduler/scheduler_config.json", "{\"prediction_type\": \"v_prediction\"}");
        setting("text_encoder/config.json", "{\"hidden_act\": \"quick_gelu\"}");

        Checkpoint checkpoint = DiffusersFolder.open(folder);
        assertThat(checkpoint.file()).isEqualTo(folder);
        assertThat(checkpoint.metadata())
                .isEqualTo(Map.of(DiffusersFolder.PREDICTION, "v", DiffusersFolder.TEXT_ACTIVATION, "quick_gelu"));
        assertThat(checkpoint.tensors().keySet()).isEqualTo(expected.keySet()).hasSize(1002);
        checkpoint.tensors().forEach((name, tensor) -> {
            assertThat(tensor.shape()).as(name).isEqualTo(expected.get(name));
            assertThat(tensor.isContiguous()).as(name).isTrue();
            StoredTensor source = Objects.requireNonNull(sources.get(name));
            assertThat(tensor.file()).as(name).isEqualTo(source.file());
            assertThat(tensor.offset()).as(name).isEqualTo(source.offset());
        });
        assertThat(DiffusersFolder.isOne(folder)).isTrue();
        assertThat(DiffusersFolder.isOne(folder.resolve("unet"))).isFalse();
    }

    @Test
    void unetOfTheLayoutOfSd2HasItsLdmNames() throws IOException {
        List<Pair> pairs = pairs("sd2", "unet");
        Function<String, Optional<String>> names = DiffusersNames.unet(diffusersNames(pairs));
        for (Pair pair : pairs) {
            assertThat(names.apply(pair.diffusers())).contains(pair.ldm());
            assertThat(pair.shape()).isEqualTo(pair.ldmShape());
        }
    }

    @Test
    void textModelMayLackTheBeginningOfItsNames() throws IOException {
        List<Pair> pairs = pairs("sd1", "text_encoder");
        List<String> bare = diffusersNames(pairs).stream()
                .map(name -> name.substring("text_model.".length()))
                .toList();
        Function<String, Optional<String>> names = DiffusersNames.text(bare);
        for (int i = 0; i < bare.size(); i++) {
            assertThat(names.apply(bare.get(i))).contains(pairs.get(i).ldm());
        }
    }

    /** Diffusers before 0.17; see its _convert_deprecated_attention_blocks. */
    @Test
    void vaeAttentionMayHaveItsOldNames() throws IOException {
        List<Pair> pairs = pairs("sd1", "vae");
        Function<String, Optional<String>> names = DiffusersNames.vae(diffusersNames(pairs));
        for (Pair pair : pairs) {
            String old = pair.diffusers()
                    .replace(".to_q.", ".query.")
                    .replace(".to_k.", ".key.")
                    .replace(".to_v.", ".value.")
                    .replace(".to_out.0.", ".proj_attn.");
            assertThat(names.apply(old)).contains(pair.ldm());
        }
    }

    @Test
    void aMissingPartIsNamed() throws IOException {
        write("unet/diffusion_pytorch_model.safetensors", pairs("sd2", "unet"), name -> name);
        Files.createDirectory(folder.resolve("vae"));
        assertThatThrownBy(() -> DiffusersFolder.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(folder + ": has no vae/diffusion_pytorch_model.safetensors, nor "
                        + "diffusion_pytorch_model.fp16.safetensors, nor diffusion_pytorch_model.bin, nor "
                        + "diffusion_pytorch_model.fp16.bin");
        setting("vae/diffusion_pytorch_model.safetensors.index.json", "{}");
        assertThatThrownBy(() -> DiffusersFolder.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("its weights lie in several pieces, which Brushwork does not read");
    }

    @Test
    void aTensorOfAnotherNetworkIsNamed() throws IOException {
        Path file = write(
                "unet/diffusion_pytorch_model.safetensors",
                pairs("sd2", "unet"),
                name -> name.replace("conv_norm_out.bias", "encoder_hid_proj.bias"));
        assertThatThrownBy(() -> DiffusersFolder.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage(file + ": the tensor encoder_hid_proj.bias is none of Stable Diffusion's unet");
    }

    @Test
    void damagedSettingsAndUnknownPredictionsAreErrors() throws IOException {
        for (String part : List.of("unet", "vae", "text_encoder")) {
            String stem = part.equals("text_encoder") ? "model" : "diffusion_pytorch_model";
            write(part + "/" + stem + ".safetensors", pairs("sd1", part).subList(0, 1), name -> name);
        }
        assertThat(DiffusersFolder.open(folder).metadata()).isEmpty();
        setting("scheduler/scheduler_config.json", "{\"prediction_type\": \"sample\"}");
        assertThatThrownBy(() -> DiffusersFolder.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("its network predicts \"sample\"; expected epsilon or v_prediction");
        setting("scheduler/scheduler_config.json", "{");
        assertThatThrownBy(() -> DiffusersFolder.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageEndingWith("scheduler_config.json: is not JSON");
    }
}
