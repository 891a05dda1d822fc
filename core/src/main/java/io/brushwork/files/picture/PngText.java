package io.brushwork.files.picture;

import io.brushwork.files.ModelFormatException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * The text chunks of a PNG picture ({@code tEXt}, {@code zTXt}, {@code iTXt}; <a
 * href="https://www.w3.org/TR/png-3/#11textinfo">PNG, section 11.3.3</a>), read without decoding the picture. A1111's
 * infotext stands under {@link #PARAMETERS}.
 */
public final class PngText {
    /** The keyword of A1111's infotext. */
    public static final String PARAMETERS = "parameters";

    /** Pillow's limits: what A1111 can write, it can read. */
    private static final int MAX_INFLATED = 1 << 20;

    private static final int MAX_TOTAL = 64 << 20;

    static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int TEXT = name("tEXt");
    private static final int COMPRESSED_TEXT = name("zTXt");
    private static final int INTERNATIONAL_TEXT = name("iTXt");
    private static final int HEADER = name("IHDR");
    private static final int END = name("IEND");

    private final Path file;
    private final DataInputStream in;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private long offset = SIGNATURE.length;
    private long total;

    private PngText(Path file, InputStream in) {
        this.file = file;
        this.in = new DataInputStream(in);
    }

    /**
     * The texts by keyword, in the order of the file; of two with one keyword the last counts.
     *
     * @throws ModelFormatException for what is no PNG, is cut short, or has a damaged text chunk
     */
    public static Map<String, String> read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(file, in);
        }
    }

    static Map<String, String> read(Path file, InputStream in) throws IOException {
        if (!Arrays.equals(in.readNBytes(SIGNATURE.length), SIGNATURE)) {
            throw new ModelFormatException(file, 0, "is not a PNG picture");
        }
        PngText reader = new PngText(file, in);
        try {
            reader.chunks();
        } catch (EOFException e) {
            throw reader.damage("the picture is cut short");
        }
        return reader.texts;
    }

    private void chunks() throws IOException {
        int type = 0;
        while (type != END) {
            int length = in.readInt();
            int before = type;
            type = in.readInt();
            if (length < 0 || (before == 0) != (type == HEADER)) {
                throw damage("expected a PNG chunk");
            }
            if (type == TEXT || type == COMPRESSED_TEXT || type == INTERNATIONAL_TEXT) {
                text(type, length);
            } else {
                in.skipNBytes(length);
                in.readInt();
            }
            offset += 12L + length;
        }
    }

    private void text(int type, int length) throws IOException {
        count(length);
        // Grows with what is really there, not with what the length claims.
        byte[] chunk = in.readNBytes(length);
        int expected = in.readInt();
        CRC32 crc = new CRC32();
        crc.update(bytes(type));
        crc.update(chunk);
        if ((int) crc.getValue() != expected) {
            throw damage("the checksum of a text chunk does not match");
        }
        Fields fields = new Fields(chunk);
        String keyword = fields.upToZero(StandardCharsets.ISO_8859_1);
        if (type == TEXT) {
            texts.put(keyword, fields.rest(StandardCharsets.ISO_8859_1, false));
        } else if (type == COMPRESSED_TEXT) {
            fields.method();
            texts.put(keyword, fields.rest(StandardCharsets.ISO_8859_1, true));
        } else {
            boolean compressed = fields.next() == 1;
            fields.method();
            fields.upToZero(StandardCharsets.US_ASCII); // language
            fields.upToZero(StandardCharsets.UTF_8); // the keyword in that language
            texts.put(keyword, fields.rest(StandardCharsets.UTF_8, compressed));
        }
    }

    private void count(int bytes) throws ModelFormatException {
        total += bytes;
        if (total > MAX_TOTAL) {
            throw damage("holds more than 64 MiB of text");
        }
    }

    private ModelFormatException damage(String reason) {
        return new ModelFormatException(file, offset, reason);
    }

    /** The parts of one chunk, taken from the front. */
    private final class Fields {
        private final byte[] chunk;
        private int at;

        Fields(byte[] chunk) {
            this.chunk = chunk;
        }

        int next() throws ModelFormatException {
            if (at == chunk.length) {
                throw damage("a text chunk ends too early");
            }
            return chunk[at++];
        }

        void method() throws ModelFormatException {
            if (next() != 0) {
                throw damage("a text chunk is compressed by an unknown method");
            }
        }

        String upToZero(Charset charset) throws ModelFormatException {
            int start = at;
            while (next() != 0) {}
            return new String(chunk, start, at - 1 - start, charset);
        }

        String rest(Charset charset, boolean compressed) throws IOException {
            if (!compressed) {
                return new String(chunk, at, chunk.length - at, charset);
            }
            InputStream packed = new ByteArrayInputStream(chunk, at, chunk.length - at);
            try (InputStream inflated = new InflaterInputStream(packed)) {
                byte[] text = inflated.readNBytes(MAX_INFLATED + 1);
                if (text.length > MAX_INFLATED) {
                    throw damage("a text chunk unpacks to more than 1 MiB");
                }
                count(text.length);
                return new String(text, charset);
            } catch (ZipException | EOFException e) {
                throw damage("a text chunk cannot be unpacked");
            }
        }
    }

    /** A whole chunk, as Pillow would write it: {@code tEXt} where Latin-1 holds every character, else {@code iTXt}. */
    static byte[] chunk(String keyword, String text) {
        boolean latin = StandardCharsets.ISO_8859_1.newEncoder().canEncode(text);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(keyword.getBytes(StandardCharsets.ISO_8859_1));
        // After the keyword's zero: not compressed, method 0, no language, no translated keyword.
        body.writeBytes(new byte[latin ? 1 : 5]);
        body.writeBytes(text.getBytes(latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
        return chunk(latin ? TEXT : INTERNATIONAL_TEXT, body.toByteArray());
    }

    static byte[] chunk(int type, byte[] body) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(body.length + 12);
        chunk.writeBytes(bytes(body.length));
        chunk.writeBytes(bytes(type));
        chunk.writeBytes(body);
        CRC32 crc = new CRC32();
        crc.update(chunk.toByteArray(), 4, body.length + 4);
        chunk.writeBytes(bytes((int) crc.getValue()));
        return chunk.toByteArray();
    }

    private static byte[] bytes(int value) {
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    private static int name(String type) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        return name[0] << 24 | name[1] << 16 | name[2] << 8 | name[3];
    }
}
