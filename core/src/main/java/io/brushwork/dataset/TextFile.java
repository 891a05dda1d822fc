package io.brushwork.dataset;

import io.brushwork.files.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A small text file of a user's, in whatever encoding their editor chose. */
final class TextFile {
    /** Far above every caption: 512 chunks of 75 tokens are some 200 KB. */
    private static final long MAX_BYTES = 1 << 20;

    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private TextFile() {}

    /**
     * The whole text: UTF-8 with or without a byte order mark, UTF-16 with one, else windows-1252.
     *
     * @param notices told where the encoding had to be guessed
     * @throws ModelFormatException for more than 1 MiB
     */
    static String read(Path file, Consumer<String> notices) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new ModelFormatException(file, "is larger than 1 MiB: too large for a text of captions");
        }
        byte[] bytes = Files.readAllBytes(file);
        String text = decode(file, bytes, notices);
        if (text.indexOf('\0') >= 0) {
            notices.accept(file + ": holds zero characters, as UTF-16 without its mark does; save it as UTF-8.");
        }
        return text;
    }

    private static String decode(Path file, byte[] bytes, Consumer<String> notices) {
        if (startsWith(bytes, 0xef, 0xbb, 0xbf)) {
            return new String(bytes, 3, bytes.length - 3, StandardCharsets.UTF_8);
        }
        if (startsWith(bytes, 0xff, 0xfe)) {
            return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16LE);
        }
        if (startsWith(bytes, 0xfe, 0xff)) {
            return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16BE);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            notices.accept(file + ": is not UTF-8 and was read as windows-1252; save it as UTF-8 if words look wrong.");
            return new String(bytes, WINDOWS);
        }
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.length || (bytes[i] & 255) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
