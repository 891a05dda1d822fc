package io.brushwork.hypernetwork.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.Site;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoraFoldTest {
    @TempDir
    private Path folder;

    private final List<Hypernetwork> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Hypernetwork::close);
    }

    @Test
    void ofFullRankItIsTheWholeChangeOfTheProjections() throws IOException {
        Path out = folder.resolve("lora.safetensors");
        HypernetworkChain chain = CheckpointFoldTest.chain(open, "linear:0.8:v=0.5");
        List<LoraFold.Layer> layers = LoraFold.write(CheckpointFoldTest.pocket(), chain, out, 1000, DType.F32);
        assertThat(LoraFold.relativeError(layers)).isLessThan(1e-5);
        Path folded = folder.resolve("folded.safetensors");
        CheckpointFold.write(CheckpointFoldTest.pocket(), chain, folded, DType.F32);
        List<AttentionLayer> attention = AttentionLayer.of(CheckpointFoldTest.pocket());
        LoraNames names = new LoraNames(CheckpointFoldTest.pocket().tensors().keySet());
        try (Scope scope = new Scope();
                FileTensors before = tensors(CheckpointFoldTest.pocket());
                FileTensors after = tensors(Checkpoint.open(folded));
                FileTensors lora = tensors(Checkpoint.open(out))) {
            for (AttentionLayer layer : attention) {
                for (String side : List.of("k", "v")) {
                    String weight = layer.path() + ".to_" + side + ".weight";
                    String name = names.of(layer.site()) + "_to_" + side;
                    Tensor down = lora.read(name + ".lora_down.weight");
                    double scale = lora.read(name + ".alpha").item_double() / down.size(0);
                    assertThat(scale).isEqualTo(1);
                    Tensor changed = before.read(weight)
                            .to(ScalarType.Float)
                            .add(torch.matmul(lora.read(name + ".lora_up.weight"), down));
                    assertThat(changed.sub(after.read(weight)).abs().max().item_double())
                            .as(name)
                            .isLessThan(1e-5);
                }
            }
        }
    }

    /** The error of the best matrix of rank r is what is left of the singular values (Eckart and Young). */
    @Test
    void theErrorIsWhatTheRankLeaves() throws IOException {
        HypernetworkChain chain = CheckpointFoldTest.chain(open, "linear:1");
        Path out = folder.resolve("lora.safetensors");
        double last = 2;
        for (int rank : new int[] {1, 4, 16}) {
            List<LoraFold.Layer> layers = LoraFold.write(CheckpointFoldTest.pocket(), chain, out, rank, DType.F32);
            assertThat(LoraFold.relativeError(layers)).isBetween(1e-3, last);
            last = LoraFold.relativeError(layers);
            LoraFold.Layer first = layers.get(0);
            assertThat(first.error()).isCloseTo(leftOver(chain, rank), within(1e-4 * first.size()));
        }
    }

    private double leftOver(HypernetworkChain chain, int rank) throws IOException {
        AttentionLayer layer = AttentionLayer.of(CheckpointFoldTest.pocket()).get(0);
        try (Scope scope = new Scope();
                FileTensors before = tensors(CheckpointFoldTest.pocket())) {
            Tensor projection = before.read(layer.toK()).to(ScalarType.Float);
            Tensor changed = torch.matmul(
                    projection,
                    Objects.requireNonNull(chain.affineKey(layer.site())).matrix());
            Tensor values = torch.linalg_svdvals(changed.sub(projection));
            return values.narrow(0, rank, values.numel() - rank).norm().item_double();
        }
    }

    @Test
    void namesAreThoseOfKohyasTrainer() throws IOException {
        Path out = folder.resolve("lora.safetensors");
        List<LoraFold.Layer> layers =
                LoraFold.write(CheckpointFoldTest.pocket(), CheckpointFoldTest.chain(open, "linear:1"), out, 4, null);
        Set<String> names = new TreeSet<>();
        layers.forEach(layer -> names.add(layer.name()));
        // Levels 0 to 2 of four have attention, two layers each going down and three going up; and the middle.
        assertThat(names).hasSize(2 * 2 * (3 * 2 + 1 + 3 * 3));
        assertThat(names)
                .contains(
                        "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_k",
                        "lora_unet_down_blocks_2_attentions_1_transformer_blocks_0_attn2_to_v",
                        "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k",
                        "lora_unet_up_blocks_1_attentions_0_transformer_blocks_0_attn1_to_v",
                        "lora_unet_up_blocks_3_attentions_2_transformer_blocks_0_attn2_to_v");
        Checkpoint lora = Checkpoint.open(out);
        assertThat(lora.tensors()).hasSize(3 * names.size());
        String first = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k";
        assertThat(lora.tensor(first + ".lora_down.weight").shape()).containsExactly(4L, 192L);
        assertThat(lora.tensor(first + ".lora_up.weight").shape()).containsExactly(32L, 4L);
        assertThat(lora.tensor(first + ".lora_up.weight").dtype()).isEqualTo(DType.F16);
        assertThat(lora.tensor(first + ".alpha").shape()).isEmpty();
        assertThat(lora.metadata()).containsEntry("ss_network_dim", "4").containsEntry("ss_network_alpha", "4");
    }

    /** As Diffusers' own table has them: level 2 of SD 1 going up is block 6 to 8 of the checkpoint. */
    @Test
    void blocksOfSd1HaveDiffusersNumbers() {
        Set<String> names = new TreeSet<>();
        for (int i : new int[] {1, 2, 4, 5, 7, 8, 10, 11}) {
            names.add("model.diffusion_model.input_blocks." + i + ".0.in_layers.2.weight");
        }
        for (int i : new int[] {3, 6, 9}) {
            names.add("model.diffusion_model.input_blocks." + i + ".0.op.weight");
        }
        for (int i = 0; i < 12; i++) {
            names.add("model.diffusion_model.output_blocks." + i + ".0.in_layers.2.weight");
        }
        names.add("model.diffusion_model.output_blocks.2.1.conv.weight");
        names.add("model.diffusion_model.output_blocks.5.2.conv.weight");
        names.add("model.diffusion_model.output_blocks.8.2.conv.weight");
        LoraNames lora = new LoraNames(names);
        assertThat(lora.of(new Site(Site.Part.IN, 5, 0, false, 640)))
                .isEqualTo("lora_unet_down_blocks_1_attentions_1_transformer_blocks_0_attn1");
        assertThat(lora.of(new Site(Site.Part.OUT, 3, 0, true, 768)))
                .isEqualTo("lora_unet_up_blocks_1_attentions_0_transformer_blocks_0_attn2");
        assertThat(lora.of(new Site(Site.Part.OUT, 8, 0, false, 640)))
                .isEqualTo("lora_unet_up_blocks_2_attentions_2_transformer_blocks_0_attn1");
        assertThat(lora.of(new Site(Site.Part.OUT, 11, 0, false, 320)))
                .isEqualTo("lora_unet_up_blocks_3_attentions_2_transformer_blocks_0_attn1");
    }

    @Test
    void theLostConstantIsReported() throws IOException {
        List<LoraFold.Layer> layers = LoraFold.write(
                CheckpointFoldTest.pocket(),
                CheckpointFoldTest.chain(open, "linear:1"),
                folder.resolve("lora.safetensors"),
                4,
                null);
        assertThat(layers).filteredOn(layer -> layer.name().endsWith("_to_k")).allMatch(layer -> layer.lostBias() == 0);
        assertThat(layers).filteredOn(layer -> layer.name().endsWith("_to_v")).allMatch(layer -> layer.lostBias() > 0);
    }

    @Test
    void badInputIsRefused() {
        assertThatThrownBy(() -> LoraFold.write(
                        CheckpointFoldTest.pocket(),
                        CheckpointFoldTest.chain(open, "linear:1"),
                        folder.resolve("a.safetensors"),
                        0,
                        null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rank: expected 1 or more, got 0");
        assertThatThrownBy(() -> LoraFold.write(
                        CheckpointFoldTest.pocket(),
                        CheckpointFoldTest.chain(open, "mish_out:1"),
                        folder.resolve("a.safetensors"),
                        4,
                        null))
                .hasMessage("network: mish_out cannot be folded, since it is not linear: it has the activation mish");
        assertThat(folder).isEmptyDirectory();
    }

    private static FileTensors tensors(Checkpoint checkpoint) {
        return new FileTensors(checkpoint.file().toString(), checkpoint.tensors());
    }
}
