/**
 * Files of Stable Diffusion, read without trust and written without loss.
 *
 * <p>Readers never execute anything, check every length before they use it, and report damage as {@link
 * io.brushwork.files.ModelFormatException} with the file and the offset. They give {@link
 * io.brushwork.files.StoredTensor}s: places in a file, not numbers; {@code io.brushwork.tensor} maps them.
 *
 * <p>{@link io.brushwork.files.Checkpoint#open} reads any model by its content, a folder of Diffusers
 * ({@link io.brushwork.files.DiffusersFolder}) included. {@link io.brushwork.files.Safetensors} and {@link io.brushwork.files.TorchFile} are the formats themselves, for reading a whole tree and for writing; {@link
 * io.brushwork.files.AtomicFile} writes a file whole or not at all. The formats are described in docs/formats.md.
 */
@NullMarked
package io.brushwork.files;

import org.jspecify.annotations.NullMarked;
