package io.brushwork.generation;

import io.brushwork.files.picture.Picture;
import java.util.function.Supplier;

/**
 * Where a generation stands.
 *
 * @param pass 1, or 2 for hires fix's second
 * @param step of this pass, 1 for the first
 * @param steps of this pass
 * @param done steps done in the whole job
 * @param total steps of the whole job, as far as is known
 * @param elapsedSeconds since the job began
 * @param preview of the batch's first picture, in the latent's size; computed when asked for, only during the call
 */
public record GenerationStep(
        int pass, int step, int steps, int done, int total, double elapsedSeconds, Supplier<Picture> preview)
        implements GenerationEvent {
    /** Seconds that the rest will take if it goes on like this. */
    public double secondsLeft() {
        return done == 0 ? Double.NaN : elapsedSeconds / done * Math.max(0, total - done);
    }
}
