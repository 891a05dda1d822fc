/**
 * Training of the base model: the autoencoder first, then text model and U-Net together.
 *
 * <p>Read {@link io.brushwork.pocket.train.TrainingLoop} first. Every random number is a function of the seed and the
 * step, so that a run that was stopped goes on as if it had not been.
 */
@NullMarked
package io.brushwork.pocket.train;

import org.jspecify.annotations.NullMarked;
