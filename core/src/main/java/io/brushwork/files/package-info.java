/**
 * Files of Stable Diffusion, read without trust and written without loss.
 *
 * <p>Readers never execute anything, check every length before they use it, and report damage as {@link
 * io.brushwork.files.ModelFormatException} with the file and the offset. They give {@link
 * io.brushwork.files.StoredTensor}s: places in a file, not numbers; {@code io.brushwork.tensor} maps them.
 *
 * <p>{@link io.brushwork.files.Checkpoint#open} reads any model by its content. {@link io.brushwork.files.Safetensors}
 * and {@link io.brushwork.files.TorchFile} are the formats themselves, for reading a whole tree and for writing; {@link
 * io.brushwork.files.AtomicFile} writes a file whole or not at all. The formats are described in docs/formats.md.
 * <p><b>Models on the disk.</b> {@link io.brushwork.files.ModelTree} knows the folders of Brushwork and of A1111; each of
 * its {@link io.brushwork.files.ModelFolder}s lists and finds models by name, and never guesses between two. {@link
 * io.brushwork.files.DiffusersFolder} shows a folder of Diffusers as one checkpoint. {@link io.brushwork.files.FileHash}
 * says which model a file is, whatever it is called; {@link io.brushwork.files.HashCache} remembers it.
 *
 * <p><b>Pictures.</b> {@link io.brushwork.files.Picture} is plain RGB, written as PNG with text chunks, which {@link
 * io.brushwork.files.PngText} reads back; {@link io.brushwork.files.Infotext} is what A1111 writes into them, and {@link
 * io.brushwork.files.OutputNames} how it names the files.
 */
@NullMarked
package io.brushwork.files;

import org.jspecify.annotations.NullMarked;
