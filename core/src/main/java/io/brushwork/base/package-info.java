/**
 * The few things that every package may use: {@link io.brushwork.base.Check} refuses bad values in one form of words
 * ({@link io.brushwork.base.OptionException}), {@link io.brushwork.base.Size} is width and height,
 * {@link io.brushwork.base.Labels} finds values by the words that users write, {@link io.brushwork.base.JsonValue} reads JSON
 * from outside, {@link io.brushwork.base.Sha256} hashes, {@link io.brushwork.base.Release} says which Brushwork this is.
 */
@NullMarked
package io.brushwork.base;

import org.jspecify.annotations.NullMarked;
