/**
 * What the embedded model and its hypernetworks can do, in numbers: whether a picture shows what it was asked for, and
 * whether it is in the style that a hypernetwork teaches.
 *
 * <p>Read {@link io.brushwork.pocket.evaluate.Nearest} and {@link io.brushwork.pocket.evaluate.StyleClassifier} first. All
 * seeds are fixed.
 */
@NullMarked
package io.brushwork.pocket.evaluate;

import org.jspecify.annotations.NullMarked;
