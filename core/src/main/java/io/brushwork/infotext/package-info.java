/**
 * The text in a picture that says how it was made, in A1111's form: {@link io.brushwork.infotext.Infotext} reads and writes
 * it as a prompt, a negative prompt and pairs of keys and values. What the keys mean is the business of {@code
 * io.brushwork.generation}.
 */
@NullMarked
package io.brushwork.infotext;

import org.jspecify.annotations.NullMarked;
