/**
 * Training a hypernetwork on a folder of captioned pictures. {@link io.brushwork.training.HypernetworkTrainer} is the door,
 * {@link io.brushwork.training.TrainingOptions} all that decides a run, {@link io.brushwork.training.TrainingEvent} what
 * it tells of itself.
 *
 * <p>A step: {@code TrainingModel} is what is trained on, {@code TrainingData} makes the batches, {@code DenoisingLoss} is what is minimised, {@code Backprop} its
 * gradient, {@code GradientClip} and {@code AdamW} the step against it. {@code TrainingLoop} does them one after the other.
 * All that is drawn at random is a function of the seed and the step, so that a run which goes on from a copy draws what
 * the whole run would have drawn.
 *
 * <p>What decides: {@link io.brushwork.training.schedule.LearnRateSchedule} says the rate of each step and where the run ends. {@code
 * RunGuards} holds the guards: {@code LossGuard} for the level and the trend of the losses, {@code StepGuard} for updates that
 * would ruin the network, {@code PreviewNoise} for previews that have become noise. Guards are plain logic over numbers;
 * their state is part of {@code TrainingState}. {@code HoldoutLoss} measures on pictures that are never trained on, {@code
 * HoldoutHistory} knows which copy was the best.
 *
 * <p>What is kept: {@link io.brushwork.training.RunFolder} says where, {@code RunFingerprint} what a run began with, {@code
 * TrainingCheckpoints} are networks with all that a run needs to go on, {@code RunLog} writes the CSV ({@code LossLog}) and TensorBoard's files, {@code Previews} draws the {@code
 * ContactSheet}, {@code RunReport} gathers everything into {@code HtmlReport}.
 */
@NullMarked
package io.brushwork.training;

import org.jspecify.annotations.NullMarked;
