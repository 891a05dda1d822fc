package io.brushwork.generation;

import io.brushwork.base.Check;
import io.brushwork.base.Size;
import io.brushwork.sampling.SamplerChoice;
import org.jspecify.annotations.Nullable;

/**
 * A second pass at a larger size, from the first pass's picture (A1111's "Hires. fix").
 *
 * @param scale factor on both sides; used where no size is given
 * @param width of the result, or 0 for the scale; with a height of 0 it keeps the aspect
 * @param height of the result, or 0
 * @param upscaler how the first pass's result grows
 * @param steps of the second pass, or 0 for as many as the first
 * @param denoisingStrength how much of the second pass is new, more than 0, at most 1
 * @param sampler of the second pass; null for the first's
 * @param prompt of the second pass; empty for the first's
 * @param negativePrompt of the second pass; empty for the first's
 */
public record HiresFix(
        double scale,
        int width,
        int height,
        Upscaler upscaler,
        int steps,
        double denoisingStrength,
        @Nullable SamplerChoice sampler,
        String prompt,
        String negativePrompt) {
    /** Twice the size, latent, denoising strength 0.7: A1111's defaults. */
    public static final HiresFix TWICE = new HiresFix(2, 0, 0, Upscaler.LATENT, 0, 0.7, null, "", "");

    public HiresFix {
        Check.that(scale >= 1 && scale <= 8, "hires.scale", "1 to 8", scale);
        Check.that(width == 0 || Size.isSide(width), "hires.width", "0 or a multiple of 8, 64 to 8192", width);
        Check.that(height == 0 || Size.isSide(height), "hires.height", "0 or a multiple of 8, 64 to 8192", height);
        Check.that(steps >= 0 && steps <= GenerationRequest.MAX_STEPS, "hires.steps", "0 to 150", steps);
        Check.that(
                denoisingStrength > 0 && denoisingStrength <= 1,
                "hires.denoisingStrength",
                "more than 0, at most 1",
                denoisingStrength);
    }

    public HiresFix withScale(double value) {
        return new HiresFix(value, width, height, upscaler, steps, denoisingStrength, sampler, prompt, negativePrompt);
    }

    public HiresFix withSize(int newWidth, int newHeight) {
        return new HiresFix(
                scale, newWidth, newHeight, upscaler, steps, denoisingStrength, sampler, prompt, negativePrompt);
    }

    public HiresFix withUpscaler(Upscaler value) {
        return new HiresFix(scale, width, height, value, steps, denoisingStrength, sampler, prompt, negativePrompt);
    }

    public HiresFix withSteps(int value) {
        return new HiresFix(scale, width, height, upscaler, value, denoisingStrength, sampler, prompt, negativePrompt);
    }

    public HiresFix withDenoisingStrength(double value) {
        return new HiresFix(scale, width, height, upscaler, steps, value, sampler, prompt, negativePrompt);
    }

    public HiresFix withSampler(@Nullable SamplerChoice value) {
        return new HiresFix(scale, width, height, upscaler, steps, denoisingStrength, value, prompt, negativePrompt);
    }

    public HiresFix withPrompts(String newPrompt, String newNegativePrompt) {
        return new HiresFix(
                scale, width, height, upscaler, steps, denoisingStrength, sampler, newPrompt, newNegativePrompt);
    }

    /** Width and height of the second pass, multiples of 8, by A1111's rules. */
    public Size target(Size first) {
        return width > 0 && height > 0 ? new Size(width, height) : cover(first);
    }

    /**
     * The size to which the first result grows so that it covers the target; what sticks out is cut off. In whole
     * numbers, as in A1111: the side that decides is met exactly.
     */
    Size cover(Size first) {
        if (width == 0 && height == 0) {
            return new Size(grid((long) (first.width() * scale)), grid((long) (first.height() * scale)));
        }
        boolean widthDecides =
                height == 0 || (width > 0 && (long) first.width() * height < (long) width * first.height());
        return widthDecides
                ? new Size(width, grid((long) width * first.height() / first.width()))
                : new Size(grid((long) height * first.width() / first.height()), height);
    }

    private static int grid(long pixels) {
        return Math.toIntExact(pixels / 8 * 8);
    }
}
