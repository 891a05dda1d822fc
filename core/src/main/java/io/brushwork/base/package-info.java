/**
 * What every other package may use and what uses none of them: the checks and words that all share.
 *
 * <p>{@link io.brushwork.base.Labels} finds the value of a name that a user wrote.
 */
@NullMarked
package io.brushwork.base;

import org.jspecify.annotations.NullMarked;
