package io.brushwork.training;

import io.brushwork.generation.GenerationStep;
import io.brushwork.dataset.DataReport;
import java.nio.file.Path;

/** Hears how a run goes on, and may end it. Called on the thread that trains. */
public interface TrainingListener {
    TrainingListener NONE = new TrainingListener() {};

    /** Before the first step: what the folder of pictures holds. */
    default void onData(DataReport report) {}

    /** A picture was encoded, or its latent was found in the cache. */
    default void onEncoded(int done, int pictures) {}

    default void onStep(TrainingStatus status) {}

    /** Something the user should know: what was guessed, what goes wrong, what was done about it. */
    default void onNotice(String notice) {}

    /** A copy was written. */
    default void onCopy(long step, Path file) {}

    /** A step of drawing a preview, which may take longer than a step of training. */
    default void onDrawing(GenerationStep step) {}

    /** The sheet of previews has a new row. */
    default void onPreview(long step, Path sheet) {}

    /** Asked after every batch; true saves a copy and ends the run. */
    default boolean stopRequested() {
        return false;
    }
}
