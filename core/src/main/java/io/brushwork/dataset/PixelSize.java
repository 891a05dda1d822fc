package io.brushwork.dataset;

import io.brushwork.base.Check;

/** Width and height in pixels, 1 or more. */
public record PixelSize(int width, int height) {
    public PixelSize {
        Check.that(width >= 1 && height >= 1, "size", "at least 1x1", width + "x" + height);
    }

    double aspectRatio() {
        return (double) width / height;
    }

    /** {@code 512x768}. */
    @Override
    public String toString() {
        return width + "x" + height;
    }
}
