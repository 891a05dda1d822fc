package io.brushwork.files.picture;

/**
 * Changes the size of pictures as Pillow's {@code Image.resize} does, to the grey level: columns first, then rows, with
 * weights in fixed point, and filters that widen when a picture shrinks.
 */
public final class PictureResize {
    /** Pillow's fixed point: 32 bits less 8 of the pixel and 2 for filters that overshoot. */
    private static final int PRECISION = 32 - 8 - 2;

    /** How neighbouring pixels are weighted. */
    public enum Filter {
        NEAREST(0),
        BILINEAR(1),
        BICUBIC(2),
        LANCZOS(3);

        private final double support;

        Filter(double support) {
            this.support = support;
        }

        /** @param x distance in pixels, 0 or more */
        private double weight(double x) {
            return switch (this) {
                case NEAREST -> 0;
                case BILINEAR -> x < 1 ? 1 - x : 0;
                case BICUBIC -> cubic(x);
                case LANCZOS -> x < 3 ? sinc(x) * sinc(x / 3) : 0;
            };
        }
    }

    private PictureResize() {}

    public static Picture resize(Picture picture, int width, int height, Filter filter) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("size: expected at least 1x1, got " + width + "x" + height);
        }
        if (filter == Filter.NEAREST) {
            return nearest(picture, width, height);
        }
        Picture wide =
                width == picture.width() ? picture : columns(picture, new Weights(picture.width(), width, filter));
        return height == wide.height() ? wide : rows(wide, new Weights(wide.height(), height, filter));
    }

    private static Picture nearest(Picture picture, int width, int height) {
        byte[] rgb = new byte[Math.multiplyExact(3 * width, height)];
        for (int y = 0; y < height; y++) {
            int fromY = (int) ((y + 0.5) * picture.height() / height);
            for (int x = 0; x < width; x++) {
                int fromX = (int) ((x + 0.5) * picture.width() / width);
                System.arraycopy(picture.rgb(), 3 * (fromY * picture.width() + fromX), rgb, 3 * (y * width + x), 3);
            }
        }
        return new Picture(width, height, rgb);
    }

    private static Picture columns(Picture picture, Weights weights) {
        int width = weights.first.length;
        byte[] rgb = new byte[Math.multiplyExact(3 * width, picture.height())];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < width; x++) {
                int from = 3 * (y * picture.width() + weights.first[x]);
                weights.sum(picture.rgb(), from, 3, x, rgb, 3 * (y * width + x));
            }
        }
        return new Picture(width, picture.height(), rgb);
    }

    private static Picture rows(Picture picture, Weights weights) {
        int height = weights.first.length;
        int stride = 3 * picture.width();
        byte[] rgb = new byte[Math.multiplyExact(stride, height)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < picture.width(); x++) {
                int from = stride * weights.first[y] + 3 * x;
                weights.sum(picture.rgb(), from, stride, y, rgb, stride * y + 3 * x);
            }
        }
        return new Picture(picture.width(), height, rgb);
    }

    private static double cubic(double x) {
        double a = -0.5;
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }

    /** For each pixel of one side's result: where its sources begin, and their weights. */
    private static final class Weights {
        private final int[] first;
        private final int[][] weight;

        Weights(int from, int to, Filter filter) {
            first = new int[to];
            weight = new int[to][];
            double scale = (double) from / to;
            double stretch = Math.max(scale, 1);
            double reach = filter.support * stretch;
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * scale;
                int low = Math.max((int) (centre - reach + 0.5), 0);
                int high = Math.min((int) (centre + reach + 0.5), from);
                double[] exact = new double[high - low];
                double sum = 0;
                for (int j = 0; j < exact.length; j++) {
                    exact[j] = filter.weight(Math.abs((j + low - centre + 0.5) / stretch));
                    sum += exact[j];
                }
                first[i] = low;
                weight[i] = new int[exact.length];
                for (int j = 0; j < exact.length; j++) {
                    double fixed = exact[j] / sum * (1 << PRECISION);
                    weight[i][j] = (int) (fixed < 0 ? fixed - 0.5 : fixed + 0.5);
                }
            }
        }

        /** Weighs the three samples of each source pixel, {@code stride} bytes apart. */
        void sum(byte[] source, int from, int stride, int i, byte[] target, int at) {
            for (int channel = 0; channel < 3; channel++) {
                int sum = 1 << (PRECISION - 1);
                int place = from + channel;
                for (int w : weight[i]) {
                    sum += (source[place] & 0xFF) * w;
                    place += stride;
                }
                target[at + channel] = (byte) Math.min(Math.max(sum >> PRECISION, 0), 255);
            }
        }
    }
}
