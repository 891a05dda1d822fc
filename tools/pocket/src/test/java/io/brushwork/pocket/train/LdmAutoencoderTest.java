package io.brushwork.pocket.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.nn.Weights;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.net.Blueprint;
import io.brushwork.pocket.net.VaeBlueprint;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LdmAutoencoderTest {
    private static final Blueprint OWN =
            new VaeBlueprint(List.of(64, 64, 96, 128), List.of(0, 1, 1, 1), List.of(0, 2, 2, 2), 4).blueprint();

    @TempDir
    private Path folder;

    @Test
    void hasTheTensorsOfLdmAndGivesTheSamePictures() throws Exception {
        DrawingList list = TinyDrawings.write(folder);
        try (Scope scope = new Scope();
                Pixels pixels = Pixels.read(list, list.drawings());
                Parameters own = new Parameters(OWN, Parameters.draw(OWN, 7), false);
                Weights weights = Weights.of(own, Compute.CPU);
                Weights filled = Weights.of(LdmAutoencoder.of(own), Compute.CPU)) {
            AutoencoderKl expected = VaeTask.autoencoder(weights);
            AutoencoderKl actual = VaeTask.autoencoder(filled);
            Tensor x = pixels.floats(0, 5);
            Tensor noise = torch.zeros(2, 4, 8, 8);
            assertThat(Numbers.of(actual.encode(x, noise)))
                    .containsExactly(Numbers.of(expected.encode(x, noise)), within(1e-5f));
            Tensor latent = torch.ones(1, 4, 8, 8);
            assertThat(Numbers.of(actual.decode(latent)))
                    .containsExactly(Numbers.of(expected.decode(latent)), within(1e-5f));
        }
    }

    /** Of ldm's configuration with 32 channels, multiples 2, 2, 3, 4 and one block. */
    @Test
    void hasTheShapesOfLdm() {
        Map<String, List<Long>> ldm =
                shapes(VaeBlueprint.of(32, List.of(2, 2, 3, 4), 1, 4).blueprint());
        // VaeBlueprint begins at the width of the first level; ldm at its number of channels.
        String block = "first_stage_model.encoder.down.0.block.0.";
        ldm.put("first_stage_model.encoder.conv_in.weight", List.of(32L, 3L, 3L, 3L));
        ldm.put("first_stage_model.encoder.conv_in.bias", List.of(32L));
        ldm.put(block + "norm1.weight", List.of(32L));
        ldm.put(block + "norm1.bias", List.of(32L));
        ldm.put(block + "conv1.weight", List.of(64L, 32L, 3L, 3L));
        ldm.put(block + "nin_shortcut.weight", List.of(64L, 32L, 1L, 1L));
        ldm.put(block + "nin_shortcut.bias", List.of(64L));
        try (Parameters own = new Parameters(OWN, Parameters.draw(OWN, 7), false)) {
            LdmAutoencoder filled = (LdmAutoencoder) LdmAutoencoder.of(own);
            assertThat(filled.names().stream().collect(Collectors.toMap(name -> name, filled::shape)))
                    .isEqualTo(ldm);
            assertThat(LdmAutoencoder.of(filled)).as("of ldm's layout already").isSameAs(filled);
        }
    }

    private static Map<String, List<Long>> shapes(Blueprint blueprint) {
        return blueprint.slots().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, slot -> slot.getValue().shape()));
    }
}
