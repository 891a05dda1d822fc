package io.brushwork.app.engine;

import io.brushwork.generation.GeneratedImage;
import io.brushwork.job.JobEvent;
import java.nio.file.Path;

/** What a session tells besides the events of the library. */
public sealed interface SessionEvent extends JobEvent {
    /** From here on a column of a comparison is drawn. */
    record Column(String label) implements SessionEvent {}

    /** A picture is on the disk. */
    record Saved(Path file, GeneratedImage image) implements SessionEvent {}

    /** All is drawn. */
    record Done(int images, double seconds) implements SessionEvent {}
}
