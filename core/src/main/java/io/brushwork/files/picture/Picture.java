package io.brushwork.files.picture;

import io.brushwork.files.AtomicFile;
import io.brushwork.files.ModelFormatException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A picture in memory: 8 bits each of red, green and blue (sRGB) per pixel, rows from the top. */
public final class Picture {
    private static final int IHDR_END = 8 + 25;

    private final int width;
    private final int height;
    private final byte[] rgb;

    /**
     * @param rgb {@code 3 * width * height} bytes; kept, not copied
     */
    public Picture(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("size: expected at least 1x1, got " + width + "x" + height);
        }
        if (rgb.length != 3L * width * height) {
            throw new IllegalArgumentException("rgb: expected " + 3L * width * height + " bytes, got " + rgb.length);
        }
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The bytes themselves, not a copy. */
    public byte[] rgb() {
        return rgb;
    }

    /**
     * Reads a PNG, JPEG, WebP, GIF or BMP: transparent parts lie on white, and a picture is turned upright as its EXIF
     * data say. Samples are taken as they are stored: no colour profile and no gamma is applied, as in A1111.
     *
     * @throws ModelFormatException for what is no picture, is damaged, or has more than 178 million pixels
     */
    public static Picture read(Path file) throws IOException {
        return AlphaPicture.decode(file, AlphaPicture.bytes(file)).onWhite();
    }

    /**
     * As {@link #read}, of bytes that came from elsewhere than a file.
     *
     * @param name of them in messages
     */
    public static Picture decode(String name, byte[] bytes) throws IOException {
        return AlphaPicture.decode(Path.of(name), bytes).onWhite();
    }

    /** Writes a PNG; the file appears whole or not at all. */
    public void writePng(Path file, Map<String, String> texts) throws IOException {
        byte[] png = png(texts);
        AtomicFile.write(file, channel -> Channels.newOutputStream(channel).write(png));
    }

    /** The bytes of a PNG with text chunks, each as Pillow would write it. */
    public byte[] png(Map<String, String> texts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // Not ImageIO's own stream, which goes by way of a temporary file.
        try (ImageOutputStream memory = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(image(), "png", memory);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        byte[] plain = out.toByteArray();
        ByteArrayOutputStream png = new ByteArrayOutputStream(plain.length + 1024);
        png.write(plain, 0, IHDR_END);
        texts.forEach((keyword, text) -> png.writeBytes(PngText.chunk(keyword, text)));
        png.write(plain, IHDR_END, plain.length - IHDR_END);
        return png.toByteArray();
    }

    /** Upright, given the orientation that EXIF names by 1 to 8: mirrored and turned by quarters. */
    Picture turned(int orientation) {
        if (orientation == ExifOrientation.UPRIGHT) {
            return this;
        }
        boolean swap = orientation >= 5;
        byte[] turned = ExifOrientation.turn(rgb, 3, width, height, orientation);
        return new Picture(swap ? height : width, swap ? width : height, turned);
    }

    /** A view of the same bytes. */
    BufferedImage image() {
        PixelInterleavedSampleModel layout =
                new PixelInterleavedSampleModel(DataBuffer.TYPE_BYTE, width, height, 3, 3 * width, new int[] {0, 1, 2});
        WritableRaster raster = Raster.createWritableRaster(layout, new DataBufferByte(rgb, rgb.length), null);
        ComponentColorModel colours = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
        return new BufferedImage(colours, raster, false, null);
    }
}
