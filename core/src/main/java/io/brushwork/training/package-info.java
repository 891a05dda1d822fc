/**
 * Training of hypernetworks.
 *
 * <p>What decides: {@link io.brushwork.training.LearnRateSchedule} says the rate of each step and where the run ends;
 * {@code LossGuard} watches the level and the trend of the losses, {@code StepGuard} drops updates that would ruin the
 * network, and {@code PreviewNoise} sees when a preview has become noise. Guards are plain logic over numbers: their state
 * is a record that goes into a copy as JSON, so that a resumed run decides as one that was not stopped. What a guard lowers
 * it says as a factor ({@code rateFactor()}); the rate of a step is the schedule's times both factors.
 *
 * <pre>{@code
 * double rate = schedule.at(step) * lossGuard.rateFactor() * stepGuard.rateFactor();
 * }</pre>
 *
 * <p>What tells: {@link io.brushwork.training.TrainingStatus} goes to the listener after each step; {@code LossLog} writes
 * A1111's CSV, {@code TensorBoardLog} event files, {@code ContactSheet} the previews on one picture, {@code HtmlReport} the
 * whole story at the end.
 */
@NullMarked
package io.brushwork.training;

import org.jspecify.annotations.NullMarked;
