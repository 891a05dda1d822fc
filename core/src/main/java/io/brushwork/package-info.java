/**
 * The front door of the library: load a model, ask for pictures, save them.
 *
 * <p>Read in this order: {@link io.brushwork.StableDiffusion}, {@link io.brushwork.ModelOptions}, {@link
 * io.brushwork.generation.GenerationRequest}, {@link io.brushwork.generation.GeneratedImage}. Progress and previews come to
 * a {@link io.brushwork.job.JobListener}, which can also stop the job. What happens behind the door is in {@code
 * io.brushwork.generation}.
 */
@NullMarked
package io.brushwork;

import org.jspecify.annotations.NullMarked;
