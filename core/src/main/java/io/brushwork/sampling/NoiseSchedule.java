package io.brushwork.sampling;

import java.util.Arrays;

/**
 * The noise levels that a network was trained on, and the way between them and timesteps.
 *
 * <p>At timestep {@code t} training showed the network {@code sqrt(a) * latent + sqrt(1 - a) * noise}, with {@code a =
 * alphasCumprod[t]}. Divided by {@code sqrt(a)} that is a latent with noise of level {@code sigma = sqrt((1 - a) / a)}.
 * Between timesteps {@code log(sigma)} is interpolated linearly, as in k-diffusion's {@code external.py}.
 */
public final class NoiseSchedule {
    private final double[] alphasCumprod;
    private final double[] logSigmas;
    /** Training timesteps between two of our levels: 1, or 20 where only every twentieth is used (LCM). */
    private final int stride;

    private NoiseSchedule(double[] alphasCumprod, int stride) {
        this.alphasCumprod = alphasCumprod;
        this.stride = stride;
        logSigmas = Arrays.stream(alphasCumprod)
                .map(a -> 0.5 * Math.log((1 - a) / a))
                .toArray();
    }

    /** Of Stable Diffusion 1 and 2: 1,000 betas, whose roots lie evenly between those of 0.00085 and 0.012. */
    public static NoiseSchedule stableDiffusion() {
        double[] betas = new double[1000];
        for (int i = 0; i < betas.length; i++) {
            double root = Math.sqrt(0.00085) + i / 999.0 * (Math.sqrt(0.012) - Math.sqrt(0.00085));
            betas[i] = root * root;
        }
        return ofBetas(betas);
    }

    /** Made from the variances, within 0 and 1, of the noise that each training step adds. */
    public static NoiseSchedule ofBetas(double... betas) {
        float[] alphasCumprod = new float[betas.length];
        double product = 1;
        for (int i = 0; i < betas.length; i++) {
            product *= 1 - betas[i];
            // Checkpoints and every other program hold these in float32; at t = 0 that moves sigma by 2e-5.
            alphasCumprod[i] = (float) product;
        }
        return ofAlphasCumprod(alphasCumprod);
    }

    /** Made from a checkpoint's {@code alphas_cumprod}: falling, within 0 and 1. */
    public static NoiseSchedule ofAlphasCumprod(float... alphasCumprod) {
        if (alphasCumprod.length < 2) {
            throw new IllegalArgumentException("alphasCumprod: expected 2 values or more, got " + alphasCumprod.length);
        }
        double[] values = new double[alphasCumprod.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = alphasCumprod[i];
            if (!(values[i] > 0 && values[i] < (i == 0 ? 1 : values[i - 1]))) {
                throw new IllegalArgumentException(
                        "alphasCumprod: expected falling values within 0 and 1, got " + values[i] + " at index " + i);
            }
        }
        return new NoiseSchedule(values, 1);
    }

    /** Every {@code stride}-th level, counted down from the noisiest. */
    NoiseSchedule every(int stride) {
        double[] kept = new double[alphasCumprod.length / stride];
        for (int i = 0; i < kept.length; i++) {
            kept[kept.length - 1 - i] = alphasCumprod[alphasCumprod.length - 1 - i * stride];
        }
        return new NoiseSchedule(kept, stride);
    }

    /** Number of levels. */
    public int size() {
        return logSigmas.length;
    }

    /** Share of the picture's variance that is left at a level. */
    public double alphaCumprod(int index) {
        return alphasCumprod[index];
    }

    /** Noise of a level; 0 is the faintest. */
    public double sigma(int index) {
        return Math.exp(logSigmas[index]);
    }

    public double sigmaMin() {
        return sigma(0);
    }

    public double sigmaMax() {
        return sigma(size() - 1);
    }

    /** The noise level at a timestep, which may have a fraction and is held to the trained range. */
    public double sigmaOf(double timestep) {
        double index = Math.min(Math.max((timestep - (stride - 1)) / stride, 0), size() - 1);
        int low = (int) index;
        double part = index - low;
        return Math.exp(part == 0 ? logSigmas[low] : (1 - part) * logSigmas[low] + part * logSigmas[low + 1]);
    }

    /** The timestep of a noise level, with its fraction; levels beyond the trained range get its ends. */
    public double timestepOf(double sigma) {
        double log = Math.log(sigma);
        int at = Arrays.binarySearch(logSigmas, log);
        int low = Math.min(Math.max(at >= 0 ? at : -at - 2, 0), size() - 2);
        double part = (log - logSigmas[low]) / (logSigmas[low + 1] - logSigmas[low]);
        return timestep(low + Math.min(Math.max(part, 0), 1));
    }

    /** The trained timestep whose noise is nearest, by the logarithm. */
    public int nearestTimestep(double sigma) {
        double log = Math.log(sigma);
        int nearest = 0;
        for (int i = 1; i < size(); i++) {
            if (Math.abs(log - logSigmas[i]) < Math.abs(log - logSigmas[nearest])) {
                nearest = i;
            }
        }
        return (int) timestep(nearest);
    }

    private double timestep(double index) {
        return index * stride + stride - 1;
    }
}
