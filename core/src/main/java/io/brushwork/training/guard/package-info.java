/**
 * Tells when a run goes wrong: at a step that overflows, a loss that climbs, previews that turn to noise. Each guard looks at
 * numbers or pictures and gives its verdict; what is done about it is the trainer's.
 */
@NullMarked
package io.brushwork.training.guard;

import org.jspecify.annotations.NullMarked;
