package io.brushwork.pocket.evaluate;

import io.brushwork.files.ModelFormatException;
import io.brushwork.files.picture.Picture;
import io.brushwork.nn.TensorSource;
import io.brushwork.pocket.net.ClassifierBlueprint;
import io.brushwork.pocket.train.Chance;
import io.brushwork.pocket.train.LearnRate;
import io.brushwork.pocket.train.Parameters;
import io.brushwork.pocket.train.Pixels;
import io.brushwork.pocket.train.Shards;
import io.brushwork.pocket.train.Task;
import io.brushwork.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Learns to tell drawings of one style from those of others. Half of each batch is of the style, so that it is right about
 * both equally often however many there are.
 */
public final class StyleClassifier implements Task {
    /** The network that this class computes. */
    static final ClassifierBlueprint NETWORK = new ClassifierBlueprint(32, 4);
    /** Parts of a batch that are computed side by side, which is part of the result. */
    static final int SHARDS = 2;

    private static final double RATE = 2e-3;
    private static final int WARM_UP = 50;

    private static final double EPS = 1e-5;
    private static final int BATCH = 64;
    /** Drawings of a batch are mirrored and moved in parts of this many. */
    private static final int PART = 16;
    /** Furthest that a drawing is moved, in pixels. */
    private static final int MOVED = 4;

    private static final int ASKED = 64;
    private static final double WHITE = 1;

    private final TensorSource trained;
    private final Pixels others;
    private final Pixels style;
    private final Chance chance;

    /**
     * @param trained over {@link #NETWORK}
     * @param others drawings in other styles
     * @param style drawings in the style
     */
    public StyleClassifier(TensorSource trained, Pixels others, Pixels style, long seed) {
        this.trained = trained;
        this.others = others;
        this.style = style;
        this.chance = new Chance(seed);
    }

    /** @param steps batches of {@value #BATCH} drawings to learn from */
    public static LearnRate learnRate(int steps) {
        return new LearnRate(RATE, WARM_UP, steps);
    }

    @Override
    public Batch batch(long step) {
        Random random = chance.java("drawings", step);
        Tensor pictures = torch.cat(new TensorVector(some(others, random), some(style, random)), 0);
        Tensor labels = torch.cat(new TensorVector(torch.zeros(BATCH / 2), torch.ones(BATCH / 2)), 0);
        return (shard, terms) -> {
            Tensor score = scores(trained, Shards.part(pictures, shard, SHARDS));
            return torch.binary_cross_entropy_with_logits(score, Shards.part(labels, shard, SHARDS));
        };
    }

    /** Half a batch, each part mirrored or not and moved a little, so that places tell nothing. */
    private static Tensor some(Pixels pixels, Random random) {
        TensorVector parts = new TensorVector();
        for (int start = 0; start < BATCH / 2; start += PART) {
            Tensor x = pixels.floats(
                    random.ints(PART, 0, pixels.count()).asLongStream().toArray());
            if (random.nextBoolean()) {
                x = x.flip(3);
            }
            Tensor framed = torch.constant_pad_nd(x, new long[] {MOVED, MOVED, MOVED, MOVED}, new Scalar(WHITE));
            parts.push_back(framed.narrow(2, random.nextInt(2 * MOVED + 1), pixels.side())
                    .narrow(3, random.nextInt(2 * MOVED + 1), pixels.side()));
        }
        return torch.cat(parts, 0);
    }

    /** [n, 3, h, w] -> [n]; above 0 where a picture is rather of the style. */
    private static Tensor scores(TensorSource weights, Tensor x) {
        try {
            Tensor h = x;
            for (int i = 0; i < NETWORK.layers(); i++) {
                h = torch.conv2d(
                        h,
                        weights.read("conv." + i + ".weight"),
                        new TensorOptional(weights.read("conv." + i + ".bias")),
                        new long[] {2, 2},
                        new long[] {1, 1},
                        new long[] {1, 1},
                        1);
                h = torch.group_norm(
                                h,
                                ClassifierBlueprint.GROUPS,
                                new TensorOptional(weights.read("norm." + i + ".weight")),
                                new TensorOptional(weights.read("norm." + i + ".bias")),
                                EPS,
                                true)
                        .relu();
            }
            Tensor pooled = torch.cat(new TensorVector(h.mean(2, 3), h.amax(new long[] {2, 3}, false)), 1);
            return torch.linear(pooled, weights.read("out.weight"), new TensorOptional(weights.read("out.bias")))
                    .squeeze(1);
        } catch (ModelFormatException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void sheet(Path folder, long step, Parameters averaged) {}

    /** Which of the pictures are of the style, by the weights given. */
    public static List<Boolean> isStyle(TensorSource weights, List<Picture> pictures) {
        List<Boolean> answers = new ArrayList<>();
        try (Pixels pixels = Pixels.of(pictures)) {
            for (int start = 0; start < pictures.size(); start += ASKED) {
                long[] some = java.util.stream.LongStream.range(start, Math.min(start + ASKED, pictures.size()))
                        .toArray();
                try (Scope scope = new Scope()) {
                    float[] values = new float[some.length];
                    scores(weights, pixels.floats(some))
                            .contiguous()
                            .data_ptr_float()
                            .get(values);
                    for (float value : values) {
                        answers.add(value > 0);
                    }
                }
            }
        }
        return answers;
    }

    /** Share of the pictures that are of the style. */
    public static double share(TensorSource weights, List<Picture> pictures) {
        List<Boolean> answers = isStyle(weights, pictures);
        return (double) answers.stream().filter(yes -> yes).count() / answers.size();
    }
}
