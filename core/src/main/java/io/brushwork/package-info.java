/**
 * The front door of the library: load a model, ask for pictures, save them.
 *
 * <p>Read in this order: {@link io.brushwork.StableDiffusion}, {@link io.brushwork.ModelOptions}, {@link
 * io.brushwork.generation.GenerationRequest}, {@link io.brushwork.generation.GeneratedImage}. Progress, previews and cancelling go through
 * {@link io.brushwork.generation.GenerationListener}.
 *
 * <p>Inside: {@code PromptPlan} says which prompt is in force at which step; {@code GuidedNetwork} is the U-Net as samplers see it; {@code Generation} walks a job from noise to pictures.
 */
@NullMarked
package io.brushwork;

import org.jspecify.annotations.NullMarked;
