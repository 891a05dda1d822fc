package io.brushwork.sampling;

import io.brushwork.tensor.LibTorch;
import org.bytedeco.pytorch.Tensor;

/**
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011) used as PyTorch's kernels for NVIDIA
 * cards use it: one counter for each element, one draw for each tensor, a normal number from the first two of four words.
 */
final class Philox implements NoiseGenerator {
    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final double UNIT = 0x1p-32;
    /** The card's kernel has two pi in float32. */
    private static final double TURN = (float) (2 * Math.PI) * UNIT;

    private final long seed;
    private int draws;

    Philox(long seed) {
        this.seed = seed;
    }

    @Override
    public Tensor normal(long... shape) {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = normal(draws, i);
        }
        draws++;
        LibTorch.load();
        return Tensor.create(values, shape);
    }

    /** One number by Box and Muller's transform. */
    private float normal(int draw, int element) {
        int c0 = draw;
        int c1 = 0;
        int c2 = element;
        int c3 = 0;
        int k0 = (int) seed;
        int k1 = (int) (seed >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = MULTIPLIER_0 * (c0 & 0xFFFFFFFFL);
            long p1 = MULTIPLIER_1 * (c2 & 0xFFFFFFFFL);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        double u = (c0 & 0xFFFFFFFFL) * UNIT + UNIT / 2;
        double angle = (c1 & 0xFFFFFFFFL) * TURN + TURN / 2;
        return (float) (Math.sqrt(-2 * Math.log(u)) * Math.sin(angle));
    }

    @Override
    public void close() {}
}
