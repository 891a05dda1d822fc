package io.brushwork.dataset;

import java.util.random.RandomGenerator;

/**
 * SplitMix64 (<a href="https://doi.org/10.1145/2660193.2660195">Steele, Lea and Flood, 2014</a>): random numbers whose
 * every bit is written down here, so that an order drawn from a seed is the same on every Java. That of {@link
 * java.util.SplittableRandom} is not promised to be.
 *
 * <p>A generator for the n-th of many draws costs nothing to make: see {@link #of}. What is drawn then is a function of
 * seed and n, and a run that is taken up again needs no saved state.
 */
public final class SplitMix implements RandomGenerator {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    public SplitMix(long seed) {
        state = seed;
    }

    /** The generator for one of many draws from one seed; those of different indexes have nothing to do with each other. */
    public static SplitMix of(long seed, long index) {
        long first = new SplitMix(seed).nextLong();
        return new SplitMix(new SplitMix(first ^ index).nextLong());
    }

    @Override
    public long nextLong() {
        state += GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** 0 or more and less than the bound, all equally likely. */
    @Override
    public int nextInt(int bound) {
        Check.that(bound > 0, "bound", "1 or more", bound);
        // 63 bits, of which the incomplete last round is thrown away.
        long rounds = Long.MAX_VALUE / bound * bound;
        long bits = nextLong() >>> 1;
        while (bits >= rounds) {
            bits = nextLong() >>> 1;
        }
        return (int) (bits % bound);
    }

    /** 0 or more and less than 1, in steps of 2⁻⁵³. */
    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }
}
