/**
 * Files of Stable Diffusion, read without trust and written without loss.
 *
 * <p>Readers never execute anything, check every length before they use it, and report damage as {@link
 * io.brushwork.files.ModelFormatException} with the file and the offset. They give {@link
 * io.brushwork.files.StoredTensor}s: places in a file, not numbers; {@code io.brushwork.tensor} maps them.
 */
@NullMarked
package io.brushwork.files;

import org.jspecify.annotations.NullMarked;
