package io.brushwork.pocket.train;

import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.tensor.Scope;
import java.util.Locale;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * How well an autoencoder gives drawings back.
 *
 * @param meanPsnr mean over the drawings of the peak signal-to-noise ratio, in dB; samples from 0 to 1
 * @param psnrOfMean of the mean squared error over all drawings, which the worst ones decide
 */
public record Quality(int drawings, double meanPsnr, double psnrOfMean) {
    private static final int BATCH = 16;

    /** Over at most so many drawings, spread evenly over all. */
    public static Quality measure(AutoencoderKl vae, Pixels pixels, int most) {
        long[] chosen = VaeTask.spread(pixels.count(), most);
        double ratios = 0;
        double errors = 0;
        try (NoGradGuard constant = new NoGradGuard()) {
            for (int start = 0; start < chosen.length; start += BATCH) {
                long[] some = java.util.Arrays.copyOfRange(chosen, start, Math.min(start + BATCH, chosen.length));
                try (Scope scope = new Scope()) {
                    for (double error : errors(vae, pixels.floats(some))) {
                        errors += error;
                        ratios += -10 * Math.log10(Math.max(error, 1e-10));
                    }
                }
            }
        }
        return new Quality(chosen.length, ratios / chosen.length, -10 * Math.log10(errors / chosen.length));
    }

    private static double[] errors(AutoencoderKl vae, Tensor x) {
        Tensor given = vae.decode(vae.encode(x, null))
                .clamp(new ScalarOptional(new Scalar(-1.0)), new ScalarOptional(new Scalar(1.0)));
        // Half the difference: samples from 0 to 1.
        Tensor each = given.sub(x).mul(new Scalar(0.5)).square().mean(1, 2, 3).contiguous();
        float[] values = new float[(int) each.size(0)];
        each.data_ptr_float().get(values);
        double[] errors = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            errors[i] = values[i];
        }
        return errors;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "PSNR %.2f dB (of the mean error %.2f dB) on %d drawings", meanPsnr, psnrOfMean, drawings);
    }
}
