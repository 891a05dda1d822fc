package io.brushwork.files.picture;

import io.brushwork.files.ModelFormatException;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/** Turns a picture file into plain 8-bit RGB, with the JDK's decoders and TwelveMonkeys' for WebP. */
final class PictureReader {
    /** Pillow's limit, twice its warning: a small file can claim to be a picture of any size. */
    static final long MAX_PIXELS = 178_956_970;

    private static final int OPAQUE = 255;
    private static final int TRNS = 0x74524e53;

    private PictureReader() {}

    /** @param file named in errors */
    static AlphaPicture decode(Path file, byte[] bytes, long maxPixels) throws IOException {
        int signature = PngText.SIGNATURE.length;
        boolean png = bytes.length >= signature && Arrays.equals(bytes, 0, signature, PngText.SIGNATURE, 0, signature);
        if (WebpSize.largest(bytes) > maxPixels) {
            throw new ModelFormatException(
                    file,
                    "is a picture of more than " + maxPixels / 1_000_000 + " million pixels, the most that are read");
        }
        byte[] needed = png ? essentialChunks(file, bytes) : bytes;
        return pixels(file, needed, maxPixels).turned(ExifOrientation.of(bytes));
    }

    private static AlphaPicture pixels(Path file, byte[] bytes, long maxPixels) throws IOException {
        try (ImageInputStream in = new FiniteStream(bytes)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new ModelFormatException(
                        file, 0, "is not a picture of a known format (PNG, JPEG, WebP, GIF, BMP)");
            }
            ImageReader reader = readers.next();
            try {
                return flat(image(file, reader, in, maxPixels));
            } finally {
                reader.dispose();
            }
        } catch (ModelFormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The JDK's decoders meet damage with exceptions of many kinds.
            ModelFormatException damage =
                    new ModelFormatException(file, "the picture cannot be decoded: " + e.getMessage());
            damage.initCause(e);
            throw damage;
        }
    }

    private static BufferedImage image(Path file, ImageReader reader, ImageInputStream in, long maxPixels)
            throws IOException {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > maxPixels) {
            throw new ModelFormatException(
                    file,
                    "is a picture of " + reader.getWidth(0) + "x" + reader.getHeight(0) + "; at most "
                            + maxPixels / 1_000_000 + " million pixels are read");
        }
        StringBuilder cut = new StringBuilder();
        // The JPEG decoder fills what is missing with grey and only warns.
        reader.addIIOReadWarningListener((source, warning) -> {
            if (warning.contains("premature end")) {
                cut.append(warning);
            }
        });
        BufferedImage image = reader.read(0);
        if (!cut.isEmpty()) {
            throw new ModelFormatException(file, "the picture is cut short");
        }
        return image;
    }

    /**
     * The PNG without its optional chunks but transparency: the JDK's decoder unpacks texts and colour profiles without a
     * limit.
     */
    private static byte[] essentialChunks(Path file, byte[] png) throws ModelFormatException {
        ByteBuffer in = ByteBuffer.wrap(png);
        ByteArrayOutputStream out = new ByteArrayOutputStream(png.length);
        int at = PngText.SIGNATURE.length;
        out.write(png, 0, at);
        while (at < png.length) {
            long end = at + 12L + (png.length - at >= 12 ? in.getInt(at) & 0xffffffffL : png.length);
            if (end > png.length) {
                throw new ModelFormatException(file, at, "the picture is cut short");
            }
            boolean critical = (png[at + 4] & 0x20) == 0;
            if (critical || in.getInt(at + 4) == TRNS) {
                out.write(png, at, (int) end - at);
            }
            at = (int) end;
        }
        return out.toByteArray();
    }

    private static AlphaPicture flat(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        Samples samples = new Samples(
                new byte[Math.multiplyExact(3, width * height)],
                image.getColorModel().hasAlpha() ? new byte[width * height] : null);
        boolean stored = image.getColorModel() instanceof ComponentColorModel;
        int[] row = new int[width * Math.max(4, image.getRaster().getNumBands())];
        for (int y = 0; y < height; y++) {
            if (stored) {
                storedRow(image, y, row, samples);
            } else {
                image.getRGB(0, y, width, 1, row, 0, width);
                for (int x = 0; x < width; x++) {
                    int argb = row[x];
                    samples.put(y * width + x, argb >> 16 & 255, argb >> 8 & 255, argb & 255, argb >>> 24);
                }
            }
        }
        return new AlphaPicture(new Picture(width, height, samples.rgb), samples.isTransparent ? samples.alpha : null);
    }

    /** Samples as the file has them. {@code getRGB} would take grey for linear light and brighten it. */
    private static void storedRow(BufferedImage image, int y, int[] row, Samples samples) {
        Raster raster = image.getRaster();
        int width = image.getWidth();
        int bands = raster.getNumBands();
        int shift = raster.getSampleModel().getSampleSize(0) - 8;
        raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
        boolean grey = bands < 3;
        boolean alpha = image.getColorModel().hasAlpha();
        for (int x = 0; x < width; x++) {
            int at = x * bands;
            int red = row[at] >> shift;
            int green = grey ? red : row[at + 1] >> shift;
            int blue = grey ? red : row[at + 2] >> shift;
            samples.put(y * width + x, red, green, blue, alpha ? row[at + bands - 1] >> shift : OPAQUE);
        }
    }

    /** Bytes that do not go on for ever: some decoders take every byte beyond the end for a zero. */
    private static final class FiniteStream extends MemoryCacheImageInputStream {
        /** Decoders read a little ahead. */
        private static final int PATIENCE = 1_000;

        private int ends;

        FiniteStream(byte[] bytes) {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            if (read < 0 && ++ends > PATIENCE) {
                throw new IllegalStateException("it ends too early");
            }
            return read;
        }
    }

    /** Where pixels are put. */
    private static final class Samples {
        private final byte[] rgb;
        private final byte @Nullable [] alpha;
        private boolean isTransparent;

        Samples(byte[] rgb, byte @Nullable [] alpha) {
            this.rgb = rgb;
            this.alpha = alpha;
        }

        void put(int pixel, int red, int green, int blue, int opacity) {
            rgb[3 * pixel] = (byte) red;
            rgb[3 * pixel + 1] = (byte) green;
            rgb[3 * pixel + 2] = (byte) blue;
            if (alpha != null) {
                alpha[pixel] = (byte) opacity;
                isTransparent |= opacity != OPAQUE;
            }
        }
    }
}
