package io.brushwork.files.picture;

import io.brushwork.files.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A picture as its file has it: the colours, also those under transparent parts, and how opaque each pixel is. */
public final class AlphaPicture {
    private static final int OPAQUE = 255;
    private static final long MAX_FILE = 512L << 20;

    private final Picture colours;
    private final byte @Nullable [] alpha;

    /**
     * @param alpha {@code width * height} bytes, 255 for opaque, or null where all of it is; kept, not copied
     */
    public AlphaPicture(Picture colours, byte @Nullable [] alpha) {
        if (alpha != null && alpha.length != colours.width() * colours.height()) {
            throw new IllegalArgumentException(
                    "alpha: expected " + colours.width() * colours.height() + " bytes, got " + alpha.length);
        }
        this.colours = colours;
        this.alpha = alpha;
    }

    /**
     * The bytes of a picture's file.
     *
     * @throws ModelFormatException for more than 512 MiB
     */
    public static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE) {
            throw new ModelFormatException(file, "is larger than 512 MiB: too large for a picture");
        }
        return Files.readAllBytes(file);
    }

    /**
     * Decodes the bytes of a file, as {@link Picture#read} does.
     *
     * @param file named in errors
     * @throws ModelFormatException as {@link Picture#read}
     */
    public static AlphaPicture decode(Path file, byte[] bytes) throws IOException {
        return PictureReader.decode(file, bytes, PictureReader.MAX_PIXELS);
    }

    /** The colours alone. */
    public Picture colours() {
        return colours;
    }

    /** The opacities themselves, not a copy, row by row; null where every pixel is opaque. */
    public byte @Nullable [] alpha() {
        return alpha;
    }

    /** Transparent parts on white, with Pillow's rounding; the colours themselves where nothing is transparent. */
    public Picture onWhite() {
        if (alpha == null) {
            return colours;
        }
        byte[] rgb = colours.rgb().clone();
        for (int i = 0; i < rgb.length; i++) {
            int opacity = alpha[i / 3] & 255;
            // Pillow's rounding of (sample * opacity + 255 * (255 - opacity)) / 255.
            int sum = (rgb[i] & 255) * opacity + OPAQUE * (OPAQUE - opacity) + 128;
            rgb[i] = (byte) (((sum >> 8) + sum) >> 8);
        }
        return new Picture(colours.width(), colours.height(), rgb);
    }

    /** Upright, given the orientation that EXIF names by 1 to 8. */
    AlphaPicture turned(int orientation) {
        if (alpha == null) {
            return new AlphaPicture(colours.turned(orientation), null);
        }
        return new AlphaPicture(
                colours.turned(orientation),
                ExifOrientation.turn(alpha, 1, colours.width(), colours.height(), orientation));
    }
}
