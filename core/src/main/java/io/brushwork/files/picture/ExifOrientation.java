package io.brushwork.files.picture;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held: the orientation in the EXIF data of a JPEG, PNG or WebP (<a
 * href="https://www.cipa.jp/std/documents/e/DC-008-Translation-2019-E.pdf">CIPA DC-008</a>, tag 0x112).
 */
final class ExifOrientation {
    static final int UPRIGHT = 1;

    private static final int START_OF_IMAGE = 0xffd8;
    private static final int EXIF_SEGMENT = 0xffe1;
    private static final int START_OF_SCAN = 0xffda;
    private static final int ORIENTATION = 0x112;
    private static final int EXIF = 0x45786966;
    private static final int PNG = 0x89504e47;
    private static final int PNG_EXIF = 0x65584966;
    private static final int RIFF = 0x52494646;
    private static final int WEBP = 0x57454250;
    private static final int WEBP_EXIF = 0x45584946;

    private ExifOrientation() {}

    /** 1 to 8; 1, upright, for every other file and where the data are damaged, as in A1111. */
    static int of(byte[] file) {
        try {
            ByteBuffer in = ByteBuffer.wrap(file);
            int start = in.getInt(0);
            if (start >>> 16 == START_OF_IMAGE) {
                return ofJpeg(in.position(2));
            }
            if (start == PNG) {
                return ofPng(in.position(PngText.SIGNATURE.length));
            }
            if (start == RIFF && in.getInt(8) == WEBP) {
                return ofWebp(in.position(12));
            }
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
            return UPRIGHT;
        }
        return UPRIGHT;
    }

    private static int ofJpeg(ByteBuffer in) {
        for (int marker = unsignedShort(in); marker > 0xff00 && marker != START_OF_SCAN; marker = unsignedShort(in)) {
            int next = in.position() + unsignedShort(in);
            if (marker == EXIF_SEGMENT && in.getInt() == EXIF && in.getShort() == 0) {
                return ofTiff(in.slice());
            }
            in.position(next);
        }
        return UPRIGHT;
    }

    private static int ofPng(ByteBuffer in) {
        while (in.hasRemaining()) {
            int length = in.getInt();
            if (in.getInt() == PNG_EXIF) {
                return ofTiff(in.slice());
            }
            skip(in, length, 4);
        }
        return UPRIGHT;
    }

    private static int ofWebp(ByteBuffer in) {
        in.order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int type = Integer.reverseBytes(in.getInt());
            int length = in.getInt();
            if (type == WEBP_EXIF) {
                // Some writers put JPEG's "Exif" and two zeros before the data.
                int prefix = Integer.reverseBytes(in.getInt(in.position())) == EXIF ? 6 : 0;
                return ofTiff(in.position(in.position() + prefix).slice());
            }
            // Chunks begin at even places.
            skip(in, length, length & 1);
        }
        return UPRIGHT;
    }

    /** Ends the search where a length is negative or beyond the file, and never goes back. */
    private static void skip(ByteBuffer in, int length, int more) {
        boolean inside = length >= 0 && length <= in.remaining() - more;
        in.position(inside ? in.position() + length + more : in.limit());
    }

    private static int ofTiff(ByteBuffer tiff) {
        tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        tiff.position(tiff.getInt(4));
        for (int left = unsignedShort(tiff); left > 0; left--) {
            int entry = tiff.position();
            if (unsignedShort(tiff) == ORIENTATION) {
                int orientation = tiff.getShort(entry + 8);
                return orientation >= 1 && orientation <= 8 ? orientation : UPRIGHT;
            }
            tiff.position(entry + 12);
        }
        return UPRIGHT;
    }

    /** Turns samples upright: mirrored and turned by quarters. Width and height swap where it is 5 or more. */
    static byte[] turn(byte[] samples, int channels, int width, int height, int orientation) {
        boolean swap = orientation >= 5;
        boolean flipColumns = orientation == 2 || orientation == 3 || orientation >= 7;
        boolean flipRows = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        int newWidth = swap ? height : width;
        byte[] turned = new byte[samples.length];
        for (int i = 0; i < samples.length / channels; i++) {
            int column = swap ? i / newWidth : i % newWidth;
            int row = swap ? i % newWidth : i / newWidth;
            int from = (flipRows ? height - 1 - row : row) * width + (flipColumns ? width - 1 - column : column);
            System.arraycopy(samples, channels * from, turned, channels * i, channels);
        }
        return turned;
    }

    private static int unsignedShort(ByteBuffer in) {
        return in.getShort() & 0xffff;
    }
}
