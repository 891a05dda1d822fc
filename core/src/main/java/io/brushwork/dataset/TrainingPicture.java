package io.brushwork.dataset;

import io.brushwork.base.Sha256;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.picture.AlphaPicture;
import io.brushwork.files.picture.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One picture to train on, and what is said of it. Its pixels stay in the file until they are asked for.
 *
 * @param name of the file, without its folder
 * @param sha256 of the file's bytes, 64 hex digits
 * @param width in pixels, upright as the EXIF data say
 * @param hasAlpha whether any pixel is not opaque
 * @param caption without line breaks at its end; may be empty
 */
public record TrainingPicture(
        Path file,
        String name,
        String sha256,
        int width,
        int height,
        boolean hasAlpha,
        String caption,
        CaptionSource source) {

    /** Where a caption comes from. */
    public enum CaptionSource {
        /** The text file beside the picture. */
        FILE,
        /** The picture's own name, by A1111's rules; there is no text file. */
        FILE_NAME
    }

    public PixelSize size() {
        return new PixelSize(width, height);
    }

    /** Whether nobody wrote a caption: there is no text file, or it is blank. */
    public boolean lacksCaption() {
        return source == CaptionSource.FILE_NAME || caption.isBlank();
    }

    /** The pixels, upright; transparent parts on white. Errors as {@link #layers}. */
    public Picture pixels() throws IOException {
        return layers().onWhite();
    }

    /** How opaque each pixel is, 0 to 1, row by row; 1 throughout where the file says nothing. Errors as {@link #layers}. */
    public float[] alpha() throws IOException {
        byte[] stored = layers().alpha();
        float[] alpha = new float[width * height];
        Arrays.fill(alpha, 1);
        for (int i = 0; stored != null && i < alpha.length; i++) {
            alpha[i] = (stored[i] & 255) / 255f;
        }
        return alpha;
    }

    /**
     * Colours and opacity, upright.
     *
     * @throws ModelFormatException where the file is no longer the one whose hash was taken
     */
    public AlphaPicture layers() throws IOException {
        byte[] bytes = AlphaPicture.bytes(file);
        if (!Sha256.of(bytes).equals(sha256)) {
            throw new ModelFormatException(file, "has changed since the folder was read");
        }
        return AlphaPicture.decode(file, bytes);
    }
}
