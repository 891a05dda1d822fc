package io.brushwork.pocket.train;

import io.brushwork.files.ModelFormatException;
import io.brushwork.model.clip.ClipTextModel;
import io.brushwork.model.unet.Conditioning;
import io.brushwork.model.unet.UNet;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Padding;
import io.brushwork.nn.TensorSource;
import io.brushwork.nn.Weights;
import io.brushwork.pocket.data.Caption;
import io.brushwork.pocket.data.Drawing;
import io.brushwork.pocket.net.ClipBlueprint;
import io.brushwork.tensor.Compute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Text model and U-Net learn together to tell the noise in noisy latents of drawings from their captions. One caption in
 * ten is empty, so that guidance works. Steps of noise weigh less the less noise there is (Hang et al., 2023, "Efficient
 * Diffusion Training via Min-SNR Weighting Strategy"), which learns the shapes sooner.
 */
public final class BaseTask implements Task, AutoCloseable {
    private static final double EMPTY = 0.1;

    private final Weights weights;
    private final ClipTextModel clip;
    private final UNet unet;
    private final List<Drawing> drawings;
    private final Tensor latents;
    private final Vocabulary vocabulary;
    private final Settings settings;
    private final int shards;
    private final Chance chance;
    private final NoiseTable noises;
    private final Sheets sheets;

    /**
     * @param batch drawings in a batch
     * @param gamma signal-to-noise ratio from which on steps weigh less
     */
    public record Settings(int batch, double gamma) {}

    /** Draws what a model with these weights draws. */
    interface Sheets {
        void write(Path folder, long step, Parameters averaged) throws IOException;
    }

    /**
     * @param latents of the drawings, scaled: [n, channels, h, w]; this task's from now on
     */
    BaseTask(
            TensorSource trained,
            List<Drawing> drawings,
            Tensor latents,
            Vocabulary vocabulary,
            Settings settings,
            int shards,
            long seed,
            Sheets sheets)
            throws ModelFormatException {
        weights = Weights.of(trained, Compute.CPU);
        clip = ClipTextModel.of(weights.at("cond_stage_model"), false);
        unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
        this.drawings = List.copyOf(drawings);
        this.latents = latents;
        this.vocabulary = vocabulary;
        this.settings = settings;
        this.shards = shards;
        this.chance = new Chance(seed);
        this.sheets = sheets;
        noises = new NoiseTable(settings.gamma());
    }

    @Override
    public Batch batch(long step) {
        int[] items = chance.batch(step, settings.batch(), drawings.size());
        Random random = chance.java("captions", step);
        long[] chosen = new long[items.length];
        long[] steps = new long[items.length];
        long[] ids = new long[items.length * ClipBlueprint.LENGTH];
        double offset = random.nextDouble();
        for (int i = 0; i < items.length; i++) {
            chosen[i] = items[i];
            // Spread evenly over all steps of noise: as likely as each by itself, and less left to chance.
            steps[i] = (long) ((i + offset) / items.length * noises.steps());
            String caption = random.nextDouble() < EMPTY ? "" : Caption.drawn(drawings.get(items[i]), random);
            System.arraycopy(vocabulary.chunk(caption), 0, ids, i * ClipBlueprint.LENGTH, ClipBlueprint.LENGTH);
        }
        Tensor clean = latents.index_select(0, torch.tensor(chosen));
        Tensor noise;
        try (Generator generator = chance.torch("noise", step)) {
            noise = torch.randn(
                    new long[] {items.length, clean.size(1), clean.size(2), clean.size(3)},
                    new GeneratorOptional(generator));
        }
        Tensor timesteps = torch.tensor(steps);
        Tensor tokens = torch.tensor(ids).view(items.length, ClipBlueprint.LENGTH);
        Tensor noisy = noises.noisy(clean, noise, timesteps);
        Tensor weights = noises.weights(timesteps);
        return (shard, terms) -> {
            Tensor eps = unet.forward(
                    Shards.part(noisy, shard, shards),
                    Shards.part(timesteps, shard, shards).to(ScalarType.Float),
                    Conditioning.of(clip.encode(Shards.part(tokens, shard, shards), 1)),
                    ContextTransform.NONE);
            Tensor errors = eps.sub(Shards.part(noise, shard, shards)).square().mean(1, 2, 3);
            terms.add("error", errors.mean());
            return errors.mul(Shards.part(weights, shard, shards)).mean();
        };
    }

    @Override
    public void sheet(Path folder, long step, Parameters averaged) throws IOException {
        sheets.write(folder, step, averaged);
    }

    @Override
    public void close() {
        weights.close();
        noises.close();
        latents.close();
    }
}
