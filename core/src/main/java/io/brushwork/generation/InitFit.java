package io.brushwork.generation;

import io.brushwork.base.Check;
import io.brushwork.base.Size;
import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PictureResize;

/** Brings an init image to the size of the result, as A1111's resize modes do. */
final class InitFit {
    /** As for pictures that are read. */
    private static final double MAX_PIXELS = 178_956_970;

    private InitFit() {}

    static Picture fit(InitImage init, Size size) {
        Picture picture = init.picture();
        if (picture.width() == size.width() && picture.height() == size.height()) {
            return picture;
        }
        double byWidth = (double) size.width() / picture.width();
        double byHeight = (double) size.height() / picture.height();
        return switch (init.fit()) {
            case STRETCH -> lanczos(picture, size.width(), size.height());
            case CROP -> placed(scaled(picture, Math.max(byWidth, byHeight)), size);
            case FILL -> placed(scaled(picture, Math.min(byWidth, byHeight)), size);
        };
    }

    private static Picture scaled(Picture picture, double by) {
        double width = Math.max(1, Math.rint(picture.width() * by));
        double height = Math.max(1, Math.rint(picture.height() * by));
        Check.that(
                width * height <= MAX_PIXELS,
                "init image",
                "a shape that is not so far from the size asked for",
                picture.width() + "x" + picture.height());
        return lanczos(picture, (int) width, (int) height);
    }

    private static Picture lanczos(Picture picture, int width, int height) {
        return PictureResize.resize(picture, width, height, PictureResize.Filter.LANCZOS);
    }

    /** In the middle of the size; where it is smaller, its border pixels are drawn out. */
    private static Picture placed(Picture picture, Size size) {
        int left = Math.floorDiv(size.width() - picture.width(), 2);
        int top = Math.floorDiv(size.height() - picture.height(), 2);
        byte[] rgb = new byte[3 * size.width() * size.height()];
        for (int y = 0; y < size.height(); y++) {
            int fromY = Math.min(Math.max(y - top, 0), picture.height() - 1);
            for (int x = 0; x < size.width(); x++) {
                int fromX = Math.min(Math.max(x - left, 0), picture.width() - 1);
                int from = 3 * (fromY * picture.width() + fromX);
                System.arraycopy(picture.rgb(), from, rgb, 3 * (y * size.width() + x), 3);
            }
        }
        return new Picture(size.width(), size.height(), rgb);
    }
}
