package io.brushwork.dataset;

import io.brushwork.files.picture.Picture;

/** A part of a picture: its left upper corner and its size, in pixels. */
record Crop(int left, int top, int width, int height) {
    PixelSize size() {
        return new PixelSize(width, height);
    }

    Picture of(Picture picture) {
        return new Picture(width, height, of(picture.rgb(), 3, picture.width()));
    }

    /** @param stride samples of one row divided by channels */
    byte[] of(byte[] samples, int channels, int stride) {
        if (left == 0 && width == stride && (long) channels * width * height == samples.length) {
            return samples;
        }
        byte[] part = new byte[channels * width * height];
        for (int y = 0; y < height; y++) {
            int from = channels * ((top + y) * stride + left);
            System.arraycopy(samples, from, part, channels * y * width, channels * width);
        }
        return part;
    }

    /** A picture's samples, left and right swapped. */
    static byte[] flipped(byte[] samples, int channels, int width) {
        byte[] flipped = new byte[samples.length];
        for (int i = 0; i < samples.length / channels; i++) {
            int column = i % width;
            int from = i - column + width - 1 - column;
            System.arraycopy(samples, channels * from, flipped, channels * i, channels);
        }
        return flipped;
    }
}
