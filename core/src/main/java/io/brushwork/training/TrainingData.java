package io.brushwork.training;

import io.brushwork.dataset.BatchOrder;
import io.brushwork.dataset.CaptionTemplate;
import io.brushwork.dataset.LatentSampling;
import io.brushwork.dataset.TagOptions;
import io.brushwork.tensor.Scope;
import io.brushwork.tensor.SplitMix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Makes the batches of a run. What a batch holds is a function of the seed, its number and the attempt: pictures, captions,
 * timesteps and noise are the same whether the run came here in one go or was resumed.
 */
final class TrainingData {
    private static final int TIMESTEPS = 1000;
    /** Parts of a batch that are drawn by generators of their own. */
    private static final int CHOICES = 0;

    private static final int NOISE = 1;
    private static final int LATENTS = 2;

    private final List<EncodedPicture> pictures;
    private final CaptionEncoder contexts;
    private final Captions captions;
    private final BatchOrder order;
    private final LatentSampling sampling;
    private final double latentScale;
    private final double noiseOffset;
    private final int gradientSteps;
    private final long seed;
    /** The epoch that was asked for last, since drawing its order goes over all pictures. */
    private long epoch = -1;

    private List<int[]> batches = List.of();

    /** How captions become texts. */
    record Captions(CaptionTemplate template, TagOptions tags, String name) {
        String draw(String caption, RandomGenerator random) {
            return template.draw(caption, name, tags, random);
        }
    }

    /**
     * A picture as it is trained on.
     *
     * @param index in the folder, which decides the noise of a latent that is sampled once
     * @param moments of its latent, [1, 2c, h, w]
     * @param flipped of its mirror image; null where pictures are not flipped
     * @param weights of the loss, [1, h, w]; null for equal ones
     */
    record EncodedPicture(
            int index,
            String caption,
            Tensor moments,
            @Nullable Tensor flipped,
            @Nullable Tensor weights) {}

    TrainingData(
            List<EncodedPicture> pictures,
            CaptionEncoder contexts,
            Captions captions,
            BatchOrder order,
            double latentScale,
            TrainingOptions options,
            long seed) {
        this.pictures = List.copyOf(pictures);
        this.contexts = contexts;
        this.captions = captions;
        this.order = order;
        this.sampling = options.data().latentSampling();
        this.latentScale = latentScale;
        this.noiseOffset = options.optimization().noiseOffset();
        this.gradientSteps = Math.min(options.optimization().gradientSteps(), order.batchesPerEpoch());
        this.seed = seed;
    }

    /** Batches whose gradients make one step: what was asked for, or all that an epoch has. */
    int gradientSteps() {
        return gradientSteps;
    }

    /** Height times width of the largest latent. */
    long mostPlaces() {
        return pictures.stream()
                .map(EncodedPicture::moments)
                .mapToLong(moments -> moments.size(2) * moments.size(3))
                .max()
                .orElseThrow();
    }

    /** Steps for which each picture is used about once; what does not make a whole step is left out, as in A1111. */
    long stepsPerEpoch() {
        return order.batchesPerEpoch() / gradientSteps;
    }

    /** Whether a picture's captions are few and known: nothing in them is shuffled or left out. */
    boolean fixedTexts() {
        return captions.tags().isNone();
    }

    /** All that can be said of a picture where the texts are fixed. */
    List<String> texts(EncodedPicture picture) {
        return captions.template().texts(picture.caption(), captions.name());
    }

    /**
     * One batch, in the current scope.
     *
     * @param step steps that the network has
     * @param pass number of the batch within the step
     * @param attempt how often the run was taken back
     */
    MicroBatch batch(long step, int pass, int attempt) throws IOException {
        int number = (int) (step % stepsPerEpoch()) * gradientSteps + pass;
        int[] chosen = batches(step / stepsPerEpoch()).get(number);
        long place = SplitMix.of(seed, step, pass, attempt).nextLong();
        SplitMix random = SplitMix.of(place, CHOICES);
        try (Scope scope = new Scope();
                Generator noise = generator(place, NOISE);
                Generator latentNoise = generator(place, LATENTS)) {
            List<String> texts = new ArrayList<>();
            List<Integer> timesteps = new ArrayList<>();
            TensorVector latents = new TensorVector();
            for (int each : chosen) {
                EncodedPicture picture = pictures.get(each);
                texts.add(captions.draw(picture.caption(), random));
                timesteps.add(random.nextInt(TIMESTEPS));
                boolean mirrored = picture.flipped() != null && random.nextBoolean();
                latents.push_back(latent(picture, mirrored, latentNoise));
            }
            Tensor latent = torch.cat(latents, 0);
            return keep(
                    scope,
                    new MicroBatch(latent, timesteps, noise(latent, noise), contexts.of(texts), weights(chosen)));
        }
    }

    private List<int[]> batches(long wanted) {
        if (wanted != epoch) {
            batches = order.epoch(wanted);
            epoch = wanted;
        }
        return batches;
    }

    /** The batch for measuring one picture: always the same. */
    MicroBatch fixed(EncodedPicture picture, int timestep) throws IOException {
        long place = SplitMix.of(seed, -1, picture.index(), timestep).nextLong();
        try (Scope scope = new Scope();
                Generator noise = generator(place, NOISE);
                Generator latentNoise = generator(place, LATENTS)) {
            // The same words whatever the timestep, without loss of tags.
            SplitMix words = SplitMix.of(seed, -2, picture.index());
            String text =
                    new Captions(captions.template, TagOptions.NONE, captions.name).draw(picture.caption(), words);
            Tensor latent = latent(picture, false, latentNoise);
            Tensor drawn = torch.randn(latent.shape(), new GeneratorOptional(noise));
            Tensor weights =
                    picture.weights() == null ? null : picture.weights().unsqueeze(0);
            return keep(scope, new MicroBatch(latent, List.of(timestep), drawn, contexts.of(List.of(text)), weights));
        }
    }

    private Tensor latent(EncodedPicture picture, boolean mirrored, Generator random) {
        Tensor moments = mirrored ? Objects.requireNonNull(picture.flipped()) : picture.moments();
        return sampling.latent(moments, latentScale, seed, picture.index(), random);
    }

    private Tensor noise(Tensor latent, Generator random) {
        GeneratorOptional source = new GeneratorOptional(random);
        Tensor noise = torch.randn(latent.shape(), source);
        if (noiseOffset == 0) {
            return noise;
        }
        Tensor offset = torch.randn(new long[] {latent.size(0), latent.size(1), 1, 1}, source);
        return noise.add(offset, new Scalar(noiseOffset));
    }

    private @Nullable Tensor weights(int[] chosen) {
        if (pictures.get(chosen[0]).weights() == null) {
            return null;
        }
        TensorVector all = new TensorVector();
        IntStream.of(chosen)
                .mapToObj(each -> Objects.requireNonNull(pictures.get(each).weights()))
                .forEach(all::push_back);
        return torch.stack(all);
    }

    private static Generator generator(long place, int purpose) {
        return torch.make_generator_cpu(SplitMix.of(place, purpose).nextLong());
    }

    private static MicroBatch keep(Scope scope, MicroBatch batch) {
        scope.keep(batch.latents());
        scope.keep(batch.noise());
        batch.conditioning().map(scope::keep);
        if (batch.weights() != null) {
            scope.keep(batch.weights());
        }
        return batch;
    }
}
