/** What programs read of a run: A1111's CSV of losses, and TensorBoard's event files. Knows nothing of how a run is made. */
@NullMarked
package io.brushwork.training.log;

import org.jspecify.annotations.NullMarked;
