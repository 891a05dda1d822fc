package io.brushwork.dataset;

import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PictureResize;
import java.util.Arrays;

/** Numbers by which pictures are compared and judged. */
final class PictureMeasure {
    /** Side of what the transform sees. */
    private static final int SIDE = 32;
    /** Coefficients to a side of the hash. */
    private static final int LOW = 8;
    /** Side of the thumbnails that are compared. */
    private static final int THUMBNAIL = 16;

    private static final double[][] COSINES = cosines();

    private PictureMeasure() {}

    private static double[][] cosines() {
        double[][] cosines = new double[LOW][SIDE];
        for (int k = 0; k < LOW; k++) {
            for (int x = 0; x < SIDE; x++) {
                cosines[k][x] = Math.cos(Math.PI * k * (2 * x + 1) / (2 * SIDE));
            }
        }
        return cosines;
    }

    /**
     * The perceptual hash of the picture's coarse shapes: of its brightness at 32x32, which of the 64 lowest coefficients
     * of the discrete cosine transform lie above their median. Similar pictures have hashes that differ in few bits.
     */
    static long hash(Picture picture) {
        double[] grey = luminance(PictureResize.resize(picture, SIDE, SIDE, PictureResize.Filter.BILINEAR));
        double[] coefficients = new double[LOW * LOW];
        for (int v = 0; v < LOW; v++) {
            for (int u = 0; u < LOW; u++) {
                double sum = 0;
                for (int y = 0; y < SIDE; y++) {
                    for (int x = 0; x < SIDE; x++) {
                        sum += grey[y * SIDE + x] * COSINES[v][y] * COSINES[u][x];
                    }
                }
                coefficients[v * LOW + u] = sum;
            }
        }
        // Overall brightness tells nothing of shapes, and would always lie above the median.
        coefficients[0] = 0;
        double[] sorted = coefficients.clone();
        Arrays.sort(sorted);
        double median = (sorted[LOW * LOW / 2 - 1] + sorted[LOW * LOW / 2]) / 2;
        long hash = 0;
        for (int i = 0; i < coefficients.length; i++) {
            hash |= coefficients[i] > median ? 1L << i : 0;
        }
        return hash;
    }

    /** The picture at 16x16, in colour. */
    static byte[] thumbnail(Picture picture) {
        return PictureResize.resize(picture, THUMBNAIL, THUMBNAIL, PictureResize.Filter.BILINEAR)
                .rgb();
    }

    /** Root of the mean squared difference of two thumbnails, in grey levels: 0 to 255. */
    static double difference(byte[] a, byte[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double d = (a[i] & 255) - (b[i] & 255);
            sum += d * d;
        }
        return Math.sqrt(sum / a.length);
    }

    /**
     * Variance of the Laplacian of the brightness (4 neighbours, grey levels 0 to 255, without the border): how much fine
     * detail there is. 0 for pictures of less than 3x3 pixels.
     */
    static double sharpness(Picture picture) {
        int width = picture.width();
        int height = picture.height();
        if (width < 3 || height < 3) {
            return 0;
        }
        double[] grey = luminance(picture);
        double sum = 0;
        double squares = 0;
        for (int y = 1; y < height - 1; y++) {
            for (int i = y * width + 1; i < (y + 1) * width - 1; i++) {
                double laplacian = grey[i - 1] + grey[i + 1] + grey[i - width] + grey[i + width] - 4 * grey[i];
                sum += laplacian;
                squares += laplacian * laplacian;
            }
        }
        double count = (width - 2.0) * (height - 2);
        return squares / count - sum / count * (sum / count);
    }

    /** Weights of ITU-R BT.601, as Pillow's mode L. */
    private static double[] luminance(Picture picture) {
        byte[] rgb = picture.rgb();
        double[] grey = new double[rgb.length / 3];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = 0.299 * (rgb[3 * i] & 255) + 0.587 * (rgb[3 * i + 1] & 255) + 0.114 * (rgb[3 * i + 2] & 255);
        }
        return grey;
    }
}
