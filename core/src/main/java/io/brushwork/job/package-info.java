/**
 * How work that takes long tells of itself and is stopped: a {@link io.brushwork.job.JobListener} hears {@link
 * io.brushwork.job.JobEvent}s and is asked for a {@link io.brushwork.job.Stop}. The events of drawing are {@code
 * io.brushwork.generation.GenerationEvent}s, those of training {@code io.brushwork.training.TrainingEvent}s.
 */
@NullMarked
package io.brushwork.job;

import org.jspecify.annotations.NullMarked;
