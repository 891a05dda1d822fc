package io.brushwork.generation;

import io.brushwork.files.picture.Picture;
import java.util.Map;

/**
 * Works on a picture after it is decoded, as a restorer of faces does. Requests name those that they want of the ones that
 * a model was loaded with. None ships with Brushwork yet.
 */
public interface PostProcessor {
    /** Its name in requests, such as {@code CodeFormer}. */
    String label();

    /** What it adds to the infotext, such as {@code Face restoration: CodeFormer}. */
    Map<String, String> infotext();

    /** A picture of the same size. */
    Picture process(Picture picture);
}
