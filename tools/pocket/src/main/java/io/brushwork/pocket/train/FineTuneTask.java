package io.brushwork.pocket.train;

import io.brushwork.files.ModelFormatException;
import io.brushwork.model.unet.Conditioning;
import io.brushwork.model.unet.UNet;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Padding;
import io.brushwork.nn.TensorSource;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import java.nio.file.Path;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The whole U-Net learns a few pictures, as a hypernetwork does: the squared error of the noise, timesteps drawn evenly, all
 * weighing the same. What hypernetworks are compared with.
 */
public final class FineTuneTask implements Task, AutoCloseable {
    private final Weights weights;
    private final UNet unet;
    private final Tensor latents;
    private final Tensor contexts;
    private final int batch;
    private final int shards;
    private final Chance chance;
    private final NoiseTable noises = new NoiseTable(Double.POSITIVE_INFINITY);

    /**
     * @param trained the U-Net's tensors
     * @param latents of the pictures, scaled: [n, channels, h, w]; stays its owner's
     * @param contexts of their captions: [n, tokens, width]; likewise
     * @param batch pictures in a batch
     */
    public FineTuneTask(TensorSource trained, Tensor latents, Tensor contexts, int batch, int shards, long seed)
            throws ModelFormatException {
        weights = Weights.of(trained, Compute.CPU);
        unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
        this.latents = latents;
        this.contexts = contexts;
        this.batch = batch;
        this.shards = shards;
        this.chance = new Chance(seed);
    }

    @Override
    public Batch batch(long step) {
        int[] items = chance.batch(step, batch, (int) latents.size(0));
        Tensor chosen = torch.tensor(items);
        Tensor clean = latents.index_select(0, chosen);
        Tensor context = contexts.index_select(0, chosen);
        Tensor timesteps;
        Tensor noise;
        try (Generator generator = chance.torch("noise", step)) {
            GeneratorOptional random = new GeneratorOptional(generator);
            timesteps = torch.randint(noises.steps(), new long[] {items.length}, random);
            noise = torch.randn(new long[] {items.length, clean.size(1), clean.size(2), clean.size(3)}, random);
        }
        Tensor noisy = noises.noisy(clean, noise, timesteps);
        return (shard, terms) -> unet.forward(
                        Shards.part(noisy, shard, shards),
                        Shards.part(timesteps, shard, shards).to(ScalarType.Float),
                        Conditioning.of(Shards.part(context, shard, shards)),
                        ContextTransform.NONE)
                .sub(Shards.part(noise, shard, shards))
                .square()
                .mean();
    }

    @Override
    public void sheet(Path folder, long step, Parameters averaged) {}

    @Override
    public void close() {
        weights.close();
        noises.close();
    }
}
