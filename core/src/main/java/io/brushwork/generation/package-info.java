/**
 * One job of drawing: from a request to pictures.
 *
 * <p>Read in this order: {@link io.brushwork.generation.GenerationRequest}, {@code GenerationPlan}, which settles all that
 * was left open, {@code Generation}, which runs it, {@link io.brushwork.generation.GenerationResult}. Inside: {@code
 * PromptPlan} says which prompt is in force at which step; {@code CfgPredictor} is the U-Net as samplers see it; {@code
 * HypernetworkCache} finds what tags name.
 */
@NullMarked
package io.brushwork.generation;

import org.jspecify.annotations.NullMarked;
