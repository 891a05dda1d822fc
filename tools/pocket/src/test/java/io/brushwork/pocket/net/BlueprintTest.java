package io.brushwork.pocket.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Blueprints at the sizes of SD 1.5 against its known numbers of parameters. */
class BlueprintTest {
    @Test
    void unetHasTheWeightsOfSd15() {
        Blueprint b = new Blueprint();
        new UNetBlueprint(320, List.of(1, 2, 4, 4), 3, 2, 768, 4).addTo(b);
        assertThat(b.elements()).isEqualTo(859_520_964);
        assertThat(b.slots()).hasSize(686);
        assertThat(b.slots())
                .containsKeys(
                        "model.diffusion_model.output_blocks.2.1.conv.weight",
                        "model.diffusion_model.output_blocks.5.2.conv.weight",
                        "model.diffusion_model.input_blocks.11.0.out_layers.3.bias");
    }

    @Test
    void textModelHasTheWeightsOfSd15() {
        Blueprint b = new Blueprint();
        new ClipBlueprint(49_408, 768, 12).addTo(b);
        assertThat(b.elements()).isEqualTo(123_060_480);
    }

    @Test
    void autoencoderHasTheWeightsOfSd15() {
        assertThat(VaeBlueprint.of(128, List.of(1, 2, 4, 4), 2, 4).blueprint().elements())
                .isEqualTo(83_653_863);
    }

    @Test
    void levelsHaveBlocksOfTheirOwn() {
        Blueprint b = new VaeBlueprint(List.of(64, 64, 96), List.of(0, 1, 1), List.of(0, 2, 1), 4).blueprint();
        assertThat(b.slots())
                .containsKeys(
                        "first_stage_model.encoder.down.0.downsample.conv.weight",
                        "first_stage_model.decoder.up.1.block.1.conv2.weight")
                .doesNotContainKeys(
                        "first_stage_model.encoder.down.0.block.0.conv1.weight",
                        "first_stage_model.decoder.up.0.block.0.conv1.weight");
        assertThat(b.slots().get("first_stage_model.decoder.up.1.block.0.conv1.weight"))
                .isNotNull()
                .satisfies(slot -> assertThat(slot.shape()).containsExactly(64L, 96L, 3L, 3L));
    }

    @Test
    void levelWithoutABlockKeepsItsWidth() {
        assertThatThrownBy(() -> new VaeBlueprint(List.of(32, 64), List.of(1, 1), List.of(0, 1), 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("level 0");
    }
}
