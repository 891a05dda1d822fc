package io.brushwork.pocket.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.files.Safetensors;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.Weights;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.net.Blueprint;
import io.brushwork.pocket.net.VaeBlueprint;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatentScaleTest {
    @TempDir
    private Path folder;

    @Test
    void latentsAreBroughtToScaleAndPicturesStay() throws Exception {
        DrawingList list = TinyDrawings.write(folder);
        Blueprint blueprint = VaeBlueprint.of(32, List.of(1, 1, 1, 1), 1, 4).blueprint();
        Path file = folder.resolve("vae.safetensors");
        try (Scope scope = new Scope();
                Pixels pixels = Pixels.read(list, list.drawings());
                Parameters before = new Parameters(blueprint, Parameters.draw(blueprint, 7), false);
                Weights weights = Weights.of(before, Compute.CPU)) {
            LatentScale.write(file, before, pixels);
            try (FileTensors tensors = new FileTensors(
                            file.toString(), Safetensors.read(file).tensors());
                    Weights scaled = Weights.of(tensors, Compute.CPU)) {
                AutoencoderKl old = VaeTask.autoencoder(weights);
                AutoencoderKl vae = VaeTask.autoencoder(scaled);
                Tensor latents =
                        LatentScale.latents(vae, pixels).transpose(0, 1).flatten(1, -1);
                for (float mean : Numbers.of(latents.mean(1))) {
                    assertThat(mean).isCloseTo(0, within(1e-4f));
                }
                for (float square : Numbers.of(latents.square().mean(1))) {
                    assertThat(square).isCloseTo(1, within(1e-3f));
                }
                Tensor x = pixels.floats(0, 5);
                // The same noise moves the latent by as many deviations as before, so the pictures are the same.
                Tensor noise = org.bytedeco.pytorch.global.torch.ones(2, 4, 8, 8);
                assertThat(Numbers.of(vae.decode(vae.encode(x, noise))))
                        .containsExactly(Numbers.of(old.decode(old.encode(x, noise))), within(1e-3f));
            }
        }
    }
}
