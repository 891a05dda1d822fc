package io.brushwork.generation;

import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PngText;
import io.brushwork.infotext.Infotext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A picture and how it was made.
 *
 * @param index place in the job, 0 for the first
 * @param seed that makes this picture alone
 */
public record GeneratedImage(Picture picture, Infotext infotext, int index, long seed) {
    /** Writes a PNG that holds its infotext; the file appears whole or not at all. */
    public void save(Path file) throws IOException {
        picture.writePng(file, Map.of(PngText.PARAMETERS, infotext.format()));
    }

    /** The bytes of that PNG. */
    public byte[] png() {
        return picture.png(Map.of(PngText.PARAMETERS, infotext.format()));
    }
}
