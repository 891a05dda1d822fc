/**
 * Pictures and the text in them.
 *
 * <p>{@link io.brushwork.files.picture.Picture} is plain RGB, read without trust and written as PNG with text chunks, which
 * {@link io.brushwork.files.picture.PngText} reads back; {@link io.brushwork.infotext.Infotext} is what A1111 writes
 * into them. {@link io.brushwork.files.picture.AlphaPicture} keeps the transparency. {@link
 * io.brushwork.files.picture.PictureResize} changes sizes as Pillow does, to the grey level.
 */
@NullMarked
package io.brushwork.files.picture;

import org.jspecify.annotations.NullMarked;
