/** The learning rate at a step: A1111's schedules, and curves beyond. Knows nothing of how a run is made. */
@NullMarked
package io.brushwork.training.schedule;

import org.jspecify.annotations.NullMarked;
