package io.brushwork.sampling;

import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The noise of a batch: one generator for each picture, so that a picture is the same alone and in any batch. The first
 * draw is the noise to start from, with variation and resizing; each later one is noise for a sampler's step.
 */
public final class ImageNoise implements AutoCloseable {
    private final Noise source;
    private final Seeds seeds;
    private final int firstImage;
    private final int images;
    private final int pixels;
    private final long[] shape;
    private final List<NoiseGenerator> generators = new ArrayList<>();
    private boolean started;

    /**
     * The noise of one batch of a job.
     *
     * @param firstImage place in the job of the batch's first picture
     * @param images pictures in the batch
     * @param latent of each picture
     */
    public ImageNoise(Noise source, Seeds seeds, int firstImage, int images, LatentShape latent) {
        this.source = source;
        this.seeds = seeds;
        this.firstImage = firstImage;
        this.images = images;
        pixels = latent.pixels();
        shape = latent.sizes();
        openGenerators(0);
    }

    /** The next noise, float32 on the processor, {@code [n, c, h, w]}. */
    public Tensor next() {
        if (started) {
            return stack(generators, generator -> generator.normal(shape));
        }
        started = true;
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            places.add(i);
        }
        Tensor first = stack(places, this::start);
        if (seeds.ensd() != 0) {
            close();
            openGenerators(seeds.ensd());
        }
        return first;
    }

    /**
     * Brownian paths for the samplers that need them, one for each picture.
     *
     * @param sigmaMin lowest noise level above 0
     * @param sigmaMax highest noise level
     */
    StepNoise brownian(double sigmaMin, double sigmaMax) {
        List<BrownianTree> trees = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            trees.add(
                    new BrownianTree(source, seeds.seedOf(firstImage + i), (float) sigmaMin, (float) sigmaMax, shape));
        }
        return (from, to) -> stack(trees, tree -> {
            // Rounded to float32 as the levels of other programs are: a tree tells apart what differs by a millionth.
            double a = (float) from;
            double b = (float) to;
            return tree.increment(a, b).mul_(new Scalar(1 / Math.sqrt(Math.abs(b - a))));
        });
    }

    private void openGenerators(long delta) {
        for (int i = 0; i < images; i++) {
            generators.add(source.open(seeds.seedOf(firstImage + i) + delta));
        }
    }

    /** The noise that a picture starts from. */
    private Tensor start(int i) {
        NoiseGenerator generator = generators.get(i);
        if (!seeds.resizes()) {
            return varied(generator.normal(shape), i, shape);
        }
        long[] from = {shape[0], seeds.resizeFromHeight() / pixels, seeds.resizeFromWidth() / pixels};
        if (from[1] == shape[1] && from[2] == shape[2]) {
            return varied(generator.normal(shape), i, shape);
        }
        Tensor kept = varied(draw(seeds.seedOf(firstImage + i), from), i, from);
        return pasted(kept, generator.normal(shape), from);
    }

    private Tensor varied(Tensor noise, int i, long[] size) {
        return seeds.subseedStrength() == 0
                ? noise
                : between(noise, draw(seeds.subseedOf(firstImage + i), size), seeds.subseedStrength());
    }

    /** The first noise of a seed. */
    private Tensor draw(long seed, long[] size) {
        try (NoiseGenerator fresh = source.open(seed)) {
            return fresh.normal(size);
        }
    }

    /** The smaller of the two in the middle of the other: what does not fit is cut off evenly. */
    private Tensor pasted(Tensor kept, Tensor noise, long[] from) {
        Tensor target = noise;
        Tensor part = kept;
        for (int dim = 1; dim <= 2; dim++) {
            // Rounded down, for negative margins too.
            long margin = Math.floorDiv(shape[dim] - from[dim], 2L);
            long size = margin >= 0 ? from[dim] : from[dim] + 2 * margin;
            target = target.narrow(dim, Math.max(margin, 0), size);
            part = part.narrow(dim, Math.max(-margin, 0), size);
        }
        target.copy_(part);
        return noise;
    }

    /**
     * From one noise to another on a circle (spherical interpolation), for each column of each channel by itself: A1111
     * takes norms and angles along the rows. Where the two all but agree it mixes linearly, with the weights exchanged.
     */
    private static Tensor between(Tensor from, Tensor to, double share) {
        Tensor dot = unit(from).mul(unit(to)).sum(new long[] {1}, true, null);
        if (dot.mean().item_double() > 0.9995) {
            return Mix.mix(share, from, 1 - share, to);
        }
        Tensor angle = dot.acos();
        Tensor sine = angle.sin();
        Tensor fromWeight = angle.mul(new Scalar(1 - share)).sin_().div_(sine);
        Tensor toWeight = angle.mul(new Scalar(share)).sin_().div_(sine);
        return fromWeight.mul(from).add_(toWeight.mul(to));
    }

    private static Tensor unit(Tensor x) {
        return x.div(torch.norm(x, new ScalarOptional(new Scalar(2)), new long[] {1}, true));
    }

    private static <T> Tensor stack(List<T> parts, Function<T, Tensor> tensor) {
        return Scope.of(() -> {
            TensorVector tensors = new TensorVector();
            for (T part : parts) {
                tensors.push_back(tensor.apply(part));
            }
            return torch.stack(tensors);
        });
    }

    @Override
    public void close() {
        generators.forEach(NoiseGenerator::close);
        generators.clear();
    }
}
