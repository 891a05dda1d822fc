package io.brushwork.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A character set of one byte a character, ASCII in its lower half, as programs in the field decode it.
 *
 * <p>The Windows sets are "sloppy", as web browsers are: bytes without a character stand for the control character of
 * their number, and U+FFFD, what a stricter program left of such a byte, counts as byte 0x1A.
 *
 * <p>Bytes are held in strings, a byte in the low half of each char, so that patterns can be used on them.
 */
final class SingleByteCharset {
    static final SingleByteCharset LATIN_1 = new SingleByteCharset(StandardCharsets.ISO_8859_1, false);
    static final SingleByteCharset WINDOWS_1252 = windows(1252);

    /** The sets that ftfy tries, in its order. */
    static final List<SingleByteCharset> ALL = List.of(
            LATIN_1,
            WINDOWS_1252,
            windows(1251),
            windows(1250),
            windows(1253),
            windows(1254),
            windows(1257),
            new SingleByteCharset(Charset.forName("ISO-8859-2"), false),
            new SingleByteCharset(Charset.forName("x-MacRoman"), false),
            new SingleByteCharset(Charset.forName("IBM437"), false));

    private final String name;
    private final boolean sloppy;
    private final char[] characters = new char[256];
    private final Map<Character, Character> bytes = new HashMap<>();

    private SingleByteCharset(Charset charset, boolean sloppy) {
        this.name = charset.name();
        this.sloppy = sloppy;
        for (int b = 0; b < 256; b++) {
            String decoded = b < 0x80 ? "" : new String(new byte[] {(byte) b}, charset);
            // What Java cannot decode becomes U+FFFD; none of these sets has that character itself.
            boolean known = !decoded.isEmpty() && decoded.charAt(0) != '\uFFFD';
            characters[b] = known ? decoded.charAt(0) : (char) b;
        }
        if (sloppy) {
            characters[0x1A] = '\uFFFD';
        }
        for (int b = 0; b < 256; b++) {
            bytes.put(characters[b], (char) b);
        }
    }

    private static SingleByteCharset windows(int number) {
        return new SingleByteCharset(Charset.forName("windows-" + number), true);
    }

    /** Whether bytes without a character pass. */
    boolean sloppy() {
        return sloppy;
    }

    /** The character of a byte. */
    char decode(char b) {
        return characters[b];
    }

    /** The bytes of a text, or null if it holds a character that this set lacks. */
    @Nullable
    String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            Character b = bytes.get(text.charAt(i));
            if (b == null) {
                return null;
            }
            encoded.append(b.charValue());
        }
        return encoded.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
