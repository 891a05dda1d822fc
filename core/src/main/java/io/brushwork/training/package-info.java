/**
 * Training a hypernetwork on a folder of captioned pictures.
 *
 * <p>{@code DenoisingLoss} is what is minimised, {@code Backprop} its gradient, {@code AdamW} and {@code GradientClip} a
 * step against it.
 */
@NullMarked
package io.brushwork.training;

import org.jspecify.annotations.NullMarked;
