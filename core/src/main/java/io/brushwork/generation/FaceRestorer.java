package io.brushwork.generation;

import io.brushwork.files.picture.Picture;

/** Mends the faces of a picture after it is decoded, as GFPGAN and CodeFormer do. None ships with Brushwork yet. */
@FunctionalInterface
public interface FaceRestorer {
    /** A picture of the same size. */
    Picture restore(Picture picture);
}
