package io.brushwork.sampling;

import io.brushwork.tensor.Scope;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A Brownian path over an interval that can be asked anywhere, in any order, and always gives the same answer for the same
 * seed: a virtual Brownian tree (Gaines and Lyons 1997; Li et al., arXiv:2001.01328, section 4).
 *
 * <p>The path's whole increment is drawn first. The value in the middle of an interval, given the increment over it, is
 * normal (a Brownian bridge), and its noise comes from a seed made of the tree's seed and the place in the tree. So no
 * node is stored: a question walks from the root to its place, at most 24 levels deep, and draws what it passes.
 *
 * <p>The seeds, the halving and the rounding to a millionth are those of torchsde 0.2.6 ({@code BrownianTree}), which
 * k-diffusion uses, so that the same seed gives the same path.
 */
final class BrownianTree {
    private static final int POOL = 24;
    private static final int DIGITS = 6;

    private final Noise source;
    private final long seed;
    private final double length;
    private final double start;
    private final double end;
    private final long[] shape;

    /** A path from {@code start} to {@code end}, whose values have a shape. */
    BrownianTree(Noise source, long seed, double start, double end, long[] shape) {
        this.source = source;
        this.seed = seed;
        this.shape = shape.clone();
        length = end - start;
        this.start = round(start);
        this.end = round(end);
    }

    /** The path's increment from one time to another; the negative of the way back. Times beyond the ends are held to them. */
    Tensor increment(double from, double to) {
        return Scope.of(() -> at(to).sub(at(from)));
    }

    private Tensor at(double time) {
        double t = Math.min(Math.max(round(time), start), end);
        return Scope.of(() -> {
            Tensor before = torch.zeros(shape);
            if (t == start) {
                return before;
            }
            Tensor whole = noise(SeedSequence.state(seed, POOL, 1)[0]).mul_(new Scalar(Math.sqrt(length)));
            double left = start;
            double right = end;
            int place = 0;
            for (int depth = 0; t != right; depth++) {
                double middle = round((left + right) / 2);
                Tensor first = bridge(whole, left, middle, right, place, depth);
                if (t <= middle) {
                    right = middle;
                    whole = first;
                    place = 2 * place;
                } else {
                    left = middle;
                    before = before.add(first);
                    whole = whole.sub(first);
                    place = 2 * place + 1;
                }
            }
            return before.add(whole);
        });
    }

    /** The increment over the first half of an interval, given that over the whole. */
    private Tensor bridge(Tensor whole, double left, double middle, double right, int place, int depth) {
        double share = (middle - left) / (right - left);
        double deviation = Math.sqrt(share * (right - middle));
        Tensor noise = noise(SeedSequence.state(seed, POOL, 1, place, depth)[0]);
        return Mix.mix(share, whole, deviation, noise);
    }

    private Tensor noise(int word) {
        try (NoiseGenerator generator = source.open(Integer.toUnsignedLong(word))) {
            return generator.normal(shape);
        }
    }

    private static double round(double time) {
        return new BigDecimal(time).setScale(DIGITS, RoundingMode.HALF_EVEN).doubleValue();
    }
}
