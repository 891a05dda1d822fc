/**
 * The few things that every package may use: {@link io.brushwork.base.Check} refuses bad values in one form of words
 * ({@link io.brushwork.base.OptionException}), {@link io.brushwork.base.Size} is width and height.
 */
@NullMarked
package io.brushwork.base;

import org.jspecify.annotations.NullMarked;
