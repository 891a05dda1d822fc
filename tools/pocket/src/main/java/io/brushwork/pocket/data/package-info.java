/**
 * The drawings that the embedded model is trained on: which sets there are, what each drawing shows, which are kept out
 * of which training, and how they are rendered.
 *
 * <p>Read {@link io.brushwork.pocket.data.DrawingSet} and {@link io.brushwork.pocket.data.Part} first.
 */
@NullMarked
package io.brushwork.pocket.data;

import org.jspecify.annotations.NullMarked;
