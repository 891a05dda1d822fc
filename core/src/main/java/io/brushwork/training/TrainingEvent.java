package io.brushwork.training;

import io.brushwork.dataset.DataReport;
import io.brushwork.generation.GenerationStep;
import io.brushwork.job.JobEvent;
import java.nio.file.Path;

/** What a training run tells, besides {@link io.brushwork.job.Notice}s. */
public sealed interface TrainingEvent extends JobEvent {
    /** Before the first step: what the folder of pictures holds. */
    record Data(DataReport report) implements TrainingEvent {}

    /** A picture was encoded, or its latent was found in the cache. */
    record Encoded(int done, int pictures) implements TrainingEvent {}

    /** A step was taken. */
    record Step(TrainingStatus status) implements TrainingEvent {}

    /** A copy was written. */
    record Copy(long step, Path file) implements TrainingEvent {}

    /** A step of drawing a preview, which may take longer than a step of training. */
    record Drawing(GenerationStep step) implements TrainingEvent {}

    /** The sheet of previews has a new row. */
    record Preview(long step, Path sheet) implements TrainingEvent {}

    /** The run has ended, by itself or because it was asked to. */
    record Done(TrainingResult result) implements TrainingEvent {}
}
