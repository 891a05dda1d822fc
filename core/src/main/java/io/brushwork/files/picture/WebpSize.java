package io.brushwork.files.picture;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The sizes that a WebP file's coded pictures claim (<a href="https://www.rfc-editor.org/rfc/rfc9649">RFC 9649</a>). The
 * canvas around them may claim another, and decoders go by those inside.
 */
final class WebpSize {
    private static final int RIFF = 0x46464952;
    private static final int WEBP = 0x50424557;
    private static final int FRAME = 0x464d4e41;
    private static final int LOSSLESS = 0x4c385056;
    private static final int LOSSY = 0x20385056;
    /** What a frame of an animation says before its own chunks. */
    private static final int FRAME_HEADER = 16;

    private static final int SIDE = 0x3fff;

    private WebpSize() {}

    /** Pixels of the largest coded picture; 0 for other files, and where there is none. */
    static long largest(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long largest = 0;
        try {
            if (in.getInt() != RIFF || in.getInt(8) != WEBP) {
                return 0;
            }
            in.position(12);
            while (in.hasRemaining()) {
                int type = in.getInt();
                int length = in.getInt();
                int start = in.position();
                if (type == LOSSLESS) {
                    int bits = in.getInt(start + 1);
                    largest = Math.max(largest, ((bits & SIDE) + 1L) * ((bits >>> 14 & SIDE) + 1));
                } else if (type == LOSSY) {
                    long width = in.getShort(start + 6) & SIDE;
                    largest = Math.max(largest, width * (in.getShort(start + 8) & SIDE));
                }
                int next = type == FRAME ? FRAME_HEADER : length;
                if (next < 0 || next > in.remaining()) {
                    return largest;
                }
                in.position(Math.min(in.limit(), start + next + (next & 1)));
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException cutShort) {
            return largest;
        }
        return largest;
    }
}
