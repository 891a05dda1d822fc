package io.brushwork.sampling;

import io.brushwork.base.Check;
import java.util.random.RandomGenerator;

/**
 * What decides the noise of a job's pictures, as in A1111. Without variation picture {@code k} has {@code seed + k}; with
 * it all pictures share {@code seed}, and picture {@code k} has {@code subseed + k}.
 *
 * @param seed of the first picture, 0 or more
 * @param subseed variation seed of the first picture, 0 or more
 * @param subseedStrength share of the variation's noise, 0 (none) to 1
 * @param resizeFromWidth pixels of the picture whose noise is to be kept in the middle, or 0 for none
 * @param resizeFromHeight pixels of that picture, or 0 for none
 * @param ensd "eta noise seed delta": with it not 0, noise after the first comes from new generators of seed + ensd
 */
public record Seeds(
        long seed, long subseed, double subseedStrength, int resizeFromWidth, int resizeFromHeight, long ensd) {
    /** Seeds that are drawn lie below this. */
    private static final long LIMIT = 4294967294L;

    public Seeds {
        Check.that(seed >= 0, "seed", "0 or more", seed);
        Check.that(subseed >= 0, "subseed", "0 or more", subseed);
        Check.that(subseedStrength >= 0 && subseedStrength <= 1, "subseedStrength", "0 to 1", subseedStrength);
        Check.that(resizeFromWidth == 0 || resizeFromWidth >= 8, "resizeFromWidth", "0, or 8 or more", resizeFromWidth);
        Check.that(
                resizeFromHeight == 0 || resizeFromHeight >= 8,
                "resizeFromHeight",
                "0, or 8 or more",
                resizeFromHeight);
    }

    public static Seeds of(long seed) {
        return new Seeds(seed, 0, 0, 0, 0, 0);
    }

    /** The seed asked for, or one drawn where it is -1. */
    public static long chosen(long seed, RandomGenerator random) {
        return seed == -1 ? random.nextLong(LIMIT) : seed;
    }

    public Seeds withEnsd(long ensd) {
        return new Seeds(seed, subseed, subseedStrength, resizeFromWidth, resizeFromHeight, ensd);
    }

    public Seeds withVariation(long subseed, double subseedStrength) {
        return new Seeds(seed, subseed, subseedStrength, resizeFromWidth, resizeFromHeight, ensd);
    }

    public Seeds withResizeFrom(int width, int height) {
        return new Seeds(seed, subseed, subseedStrength, width, height, ensd);
    }

    /** The seed of a picture of the job, 0 for the first. */
    public long seedOf(int image) {
        return subseedStrength == 0 ? seed + image : seed;
    }

    /** The variation seed of a picture of the job, 0 for the first. */
    public long subseedOf(int image) {
        return subseed + image;
    }

    boolean resizes() {
        return resizeFromWidth > 0 && resizeFromHeight > 0;
    }
}
