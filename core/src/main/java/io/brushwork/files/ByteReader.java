package io.brushwork.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads a part of a file from front to back, little-endian, never past the part's end. It allocates no more than the
 * part has bytes left, whatever length the file claims.
 */
final class ByteReader {
    private final Path file;
    private final FileChannel channel;
    private final long end;
    private final ByteBuffer buffer =
            ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    /** Where in the file the byte behind the buffer's limit lies. */
    private long filled;

    ByteReader(Path file, FileChannel channel, long start, long end) {
        this.file = file;
        this.channel = channel;
        this.filled = start;
        this.end = end;
    }

    Path file() {
        return file;
    }

    /** Bytes from the start of the file to the next byte. */
    long position() {
        return filled - buffer.remaining();
    }

    long remaining() {
        return end - position();
    }

    int u8() throws IOException {
        return need(1).get() & 0xff;
    }

    int u16() throws IOException {
        return need(2).getShort() & 0xffff;
    }

    int i32() throws IOException {
        return need(4).getInt();
    }

    long u32() throws IOException {
        return need(4).getInt() & 0xffffffffL;
    }

    long i64() throws IOException {
        return need(8).getLong();
    }

    byte[] bytes(long count) throws IOException {
        checkRemaining(count);
        byte[] bytes = new byte[Math.toIntExact(count)];
        int done = Math.min(bytes.length, buffer.remaining());
        buffer.get(bytes, 0, done);
        ByteBuffer rest = ByteBuffer.wrap(bytes, done, bytes.length - done);
        while (rest.hasRemaining()) {
            filled += readSome(rest);
        }
        return bytes;
    }

    /** Text of so many bytes, which must be UTF-8. */
    String utf8(long count) throws IOException {
        long at = position();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(count)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(file, at, "a text is not UTF-8");
        }
    }

    /** The bytes up to the next line feed, which is taken and not given. */
    byte[] line(int longest) throws IOException {
        long at = position();
        byte[] bytes = new byte[64];
        for (int length = 0; length <= longest; length++) {
            byte next = (byte) u8();
            if (next == '\n') {
                return Arrays.copyOf(bytes, length);
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length] = next;
        }
        throw new ModelFormatException(file, at, "a line is longer than " + longest + " bytes");
    }

    void skip(long count) throws IOException {
        checkRemaining(count);
        if (count <= buffer.remaining()) {
            buffer.position(buffer.position() + (int) count);
        } else {
            filled = position() + count;
            buffer.limit(0);
        }
    }

    private void checkRemaining(long count) throws ModelFormatException {
        if (count < 0 || count > remaining()) {
            throw new ModelFormatException(
                    file, position(), "expected " + Long.toUnsignedString(count) + " more bytes, found " + remaining());
        }
    }

    /** The buffer with at least so many bytes in it; at most 8. */
    private ByteBuffer need(int count) throws IOException {
        if (buffer.remaining() < count) {
            checkRemaining(count);
            buffer.compact();
            buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + end - filled));
            while (buffer.position() < count) {
                filled += readSome(buffer);
            }
            buffer.flip();
        }
        return buffer;
    }

    private int readSome(ByteBuffer into) throws IOException {
        int read = channel.read(into, filled);
        if (read < 0) {
            throw new ModelFormatException(file, filled, "the file became shorter while it was read");
        }
        return read;
    }
}
