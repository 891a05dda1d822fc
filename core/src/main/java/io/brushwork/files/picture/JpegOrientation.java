package io.brushwork.files.picture;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held: the orientation in the EXIF data of a JPEG (<a
 * href="https://www.cipa.jp/std/documents/e/DC-008-Translation-2019-E.pdf">CIPA DC-008</a>, tag 0x112).
 */
final class JpegOrientation {
    static final int UPRIGHT = 1;

    private static final int START_OF_IMAGE = 0xffd8;
    private static final int EXIF_SEGMENT = 0xffe1;
    private static final int START_OF_SCAN = 0xffda;
    private static final int ORIENTATION = 0x112;
    private static final int EXIF = 0x45786966;

    private JpegOrientation() {}

    /** 1 to 8; 1, upright, for every other file and where the data are damaged, as in A1111. */
    static int of(byte[] file) {
        try {
            ByteBuffer in = ByteBuffer.wrap(file);
            if (unsignedShort(in) != START_OF_IMAGE) {
                return UPRIGHT;
            }
            for (int marker = unsignedShort(in);
                    marker > 0xff00 && marker != START_OF_SCAN;
                    marker = unsignedShort(in)) {
                int next = in.position() + unsignedShort(in);
                if (marker == EXIF_SEGMENT && in.getInt() == EXIF && in.getShort() == 0) {
                    return ofTiff(in.slice());
                }
                in.position(next);
            }
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
            return UPRIGHT;
        }
        return UPRIGHT;
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

    private static int unsignedShort(ByteBuffer in) {
        return in.getShort() & 0xffff;
    }
}
