package io.brushwork.pocket.train;

import io.brushwork.files.ModelFormatException;
import io.brushwork.files.picture.Picture;
import io.brushwork.model.ModelFamily;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.nn.Padding;
import io.brushwork.nn.TensorSource;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The autoencoder learns to give drawings back: absolute and squared error, the error of the edges (differences of
 * neighbouring pixels), and a little of the distance of its latents' distribution from a standard normal one.
 */
public final class VaeTask implements Task, AutoCloseable {
    private static final int SHEET_PICTURES = 32;
    private static final int SHEET_COLUMNS = 16;
    private static final int MEASURED = 192;

    private final Weights weights;
    private final AutoencoderKl vae;
    private final Pixels pixels;
    private final Pixels unseen;
    private final Settings settings;
    private final int shards;
    private final Chance chance;
    private final Consumer<String> report;

    /**
     * Weights of the parts of the loss.
     *
     * @param batch drawings in a batch
     * @param squared of the squared error
     * @param edges of the error of the edges
     * @param divergence of the Kullback-Leibler divergence, summed over a latent and divided by the number of samples
     */
    public record Settings(int batch, double squared, double edges, double divergence) {}

    /**
     * @param trained the tensors that the autoencoder is built over
     * @param pixels drawings to learn
     * @param unseen drawings to measure on
     */
    public VaeTask(
            TensorSource trained,
            Pixels pixels,
            Pixels unseen,
            Settings settings,
            int shards,
            long seed,
            Consumer<String> report)
            throws ModelFormatException {
        weights = Weights.of(trained, Compute.CPU);
        vae = autoencoder(weights);
        this.pixels = pixels;
        this.unseen = unseen;
        this.settings = settings;
        this.shards = shards;
        this.chance = new Chance(seed);
        this.report = report;
    }

    public static AutoencoderKl autoencoder(Weights weights) throws ModelFormatException {
        return new AutoencoderKl(weights.at("first_stage_model"), Padding.ZERO, ModelFamily.SD1.latentScale());
    }

    @Override
    public Batch batch(long step) {
        int[] items = chance.batch(step, settings.batch(), pixels.count());
        Tensor pictures = pixels.floats(
                LongStream.range(0, items.length).map(i -> items[(int) i]).toArray());
        Random random = chance.java("flip", step);
        float[] mirrored = new float[items.length];
        for (int i = 0; i < mirrored.length; i++) {
            mirrored[i] = random.nextBoolean() ? 1 : 0;
        }
        Tensor mask = torch.tensor(mirrored).view(-1, 1, 1, 1);
        Tensor x = pictures.add(pictures.flip(3).sub(pictures).mul(mask));
        long side = pixels.side() / vae.factor();
        Tensor noise;
        try (Generator generator = chance.torch("posterior", step)) {
            noise = torch.randn(
                    new long[] {items.length, vae.latentChannels(), side, side}, new GeneratorOptional(generator));
        }
        long part = items.length / shards;
        return (shard, terms) -> loss(x.narrow(0, shard * part, part), noise.narrow(0, shard * part, part), terms);
    }

    private Tensor loss(Tensor x, Tensor noise, Terms terms) {
        Tensor moments = vae.moments(x);
        Tensor mean = moments.narrow(1, 0, vae.latentChannels());
        Tensor logVariance = moments.narrow(1, vae.latentChannels(), vae.latentChannels())
                .clamp(new ScalarOptional(new Scalar(-30.0)), new ScalarOptional(new Scalar(20.0)));
        Tensor latent = mean.add(logVariance.mul(new Scalar(0.5)).exp().mul(noise));
        Tensor error = vae.decode(latent.mul(new Scalar(ModelFamily.SD1.latentScale())))
                .sub(x);
        Tensor absolute = error.abs().mean();
        Tensor squared = error.square().mean();
        Tensor edges = difference(error, 2).add(difference(error, 3));
        Tensor divergence = mean.square()
                .add(logVariance.exp())
                .sub(logVariance)
                .sub(new Scalar(1))
                .sum()
                .mul(new Scalar(0.5 / x.numel()));
        terms.add("absolute", absolute);
        terms.add("squared", squared);
        terms.add("divergence", divergence);
        terms.add("latent_deviation", mean.std(true));
        terms.add("posterior_deviation", logVariance.mean().mul(new Scalar(0.5)).exp());
        return absolute.add(squared.mul(new Scalar(settings.squared())))
                .add(edges.mul(new Scalar(settings.edges())))
                .add(divergence.mul(new Scalar(settings.divergence())));
    }

    /** Mean absolute difference of neighbours along a dimension. */
    private static Tensor difference(Tensor error, long dimension) {
        long size = error.size(dimension) - 1;
        return error.narrow(dimension, 1, size)
                .sub(error.narrow(dimension, 0, size))
                .abs()
                .mean();
    }

    @Override
    public void sheet(Path folder, long step, Parameters averaged) throws IOException {
        try (Weights shown = Weights.of(averaged, Compute.CPU);
                NoGradGuard constant = new NoGradGuard();
                Scope scope = new Scope()) {
            AutoencoderKl network = autoencoder(shown);
            report.accept("step " + step + ", " + Quality.measure(network, unseen, MEASURED));
            long[] chosen = spread(unseen.count(), SHEET_PICTURES);
            Tensor x = unseen.floats(chosen);
            List<Picture> before = ContactSheet.pictures(x);
            List<Picture> after = ContactSheet.pictures(network.decode(network.encode(x, null)));
            List<Picture> rows = new ArrayList<>();
            for (int i = 0; i < before.size(); i += SHEET_COLUMNS) {
                int end = Math.min(i + SHEET_COLUMNS, before.size());
                rows.addAll(before.subList(i, end));
                rows.addAll(after.subList(i, end));
            }
            ContactSheet.of(rows, SHEET_COLUMNS)
                    .writePng(folder.resolve(String.format("vae-%06d.png", step)), Map.of());
        }
    }

    /** Indices spread evenly over a list. */
    static long[] spread(int count, int wanted) {
        int n = Math.min(count, wanted);
        return LongStream.range(0, n).map(i -> i * count / n).toArray();
    }

    @Override
    public void close() {
        weights.close();
    }
}
