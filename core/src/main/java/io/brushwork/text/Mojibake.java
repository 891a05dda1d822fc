package io.brushwork.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Repairs text that was UTF-8 and was decoded as something else: {@code schÃ¶n} is {@code schön}.
 *
 * <p>The method is ftfy 6.3's ({@code ftfy.fix_encoding}, Robyn Speer, Apache-2.0). It is conservative: text is touched
 * only where {@link MojibakeSigns} sees a sign, and only as far as the result is valid UTF-8.
 */
final class Mojibake {
    /** Every round undoes one wrong decoding; nothing but hostile text went through more. */
    private static final int MAX_ROUNDS = 16;

    // The patterns below work on bytes, one in each char.

    /** UTF-8 in which a byte A0, a no-break space to most programs, was made a space. */
    private static final Pattern SPACE_FOR_A0 = Pattern.compile("[\\xc2\\xc3\\xc5\\xce\\xd0\\xd9] "
            + "|[\\xe2\\xe3] [\\x80-\\x84\\x86-\\x9f\\xa1-\\xbf]"
            + "|[\\xe0-\\xe3][\\x80-\\x84\\x86-\\x9f\\xa1-\\xbf] "
            + "|\\xf0 [\\x80-\\xbf][\\x80-\\xbf]|\\xf0[\\x80-\\xbf] [\\x80-\\xbf]|\\xf0[\\x80-\\xbf][\\x80-\\xbf] ");

    /** The word à, whose A0 was joined with the space after it; not the Portuguese àquele and às. */
    private static final Pattern A_GRAVE_WORD = Pattern.compile("\\xc3 (?! |quele|quela|quilo|s )");

    /** UTF-8 of which bytes were lost: 1A stands for U+FFFD, and a question mark may. */
    private static final Pattern LOSSY = Pattern.compile("[\\xc2-\\xdf]\\x1a|[\\xc2\\xc3]\\?"
            + "|\\xed[\\xa0-\\xaf][\\x1a?]\\xed[\\xb0-\\xbf][\\x1a?\\x80-\\xbf]"
            + "|\\xed[\\xa0-\\xaf][\\x1a?\\x80-\\xbf]\\xed[\\xb0-\\xbf][\\x1a?]"
            + "|[\\xe0-\\xef][\\x1a?][\\x1a\\x80-\\xbf]|[\\xe0-\\xef][\\x1a\\x80-\\xbf][\\x1a?]"
            + "|[\\xf0-\\xf4][\\x1a?][\\x1a\\x80-\\xbf]{2}"
            + "|[\\xf0-\\xf4][\\x1a\\x80-\\xbf][\\x1a?][\\x1a\\x80-\\xbf]"
            + "|[\\xf0-\\xf4][\\x1a\\x80-\\xbf]{2}[\\x1a?]|\\x1a");

    /** CESU-8: a character beyond U+FFFF as two surrogates of three bytes each. */
    private static final Pattern CESU_PAIR =
            Pattern.compile("\\xed[\\xa0-\\xaf][\\x80-\\xbf]\\xed[\\xb0-\\xbf][\\x80-\\xbf]");

    private Mojibake() {}

    /** The text with its wrong decodings undone, one after the other. */
    static String repair(String text) {
        String repaired = text;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            String next = repairOnce(repaired);
            if (next.equals(repaired)) {
                break;
            }
            repaired = next;
        }
        return repaired;
    }

    private static String repairOnce(String text) {
        if (text.chars().allMatch(c -> c < 0x80) || !MojibakeSigns.in(text)) {
            return text;
        }
        for (SingleByteCharset charset : SingleByteCharset.ALL) {
            String bytes = charset.encode(text);
            String decoded = bytes == null ? null : decodeUtf8(restored(bytes, charset));
            if (decoded != null) {
                return decoded;
            }
        }
        String inParts = repairParts(text);
        return inParts.equals(text) ? controlsAsWindows1252(text) : inParts;
    }

    private static String restored(String bytes, SingleByteCharset charset) {
        String restored = bytes;
        // In Mac Roman the pattern would match a dash and a space.
        if (!charset.toString().equals("x-MacRoman")
                && SPACE_FOR_A0.matcher(bytes).find()) {
            restored = A_GRAVE_WORD.matcher(restored).replaceAll("\u00c3\u00a0 ");
            restored = SPACE_FOR_A0.matcher(restored).replaceAll(m -> m.group().replace(' ', '\u00a0'));
        }
        return charset.sloppy() ? LOSSY.matcher(restored).replaceAll("\u00ef\u00bf\u00bd") : restored;
    }

    /** Strict UTF-8, but for CESU-8 pairs and Java's C0 80 for a null; null if it is not that. */
    private static @Nullable String decodeUtf8(String bytes) {
        String standard = CESU_PAIR
                .matcher(bytes.replace("\u00c0\u0080", "\0"))
                .replaceAll(m -> Matcher.quoteReplacement(utf8OfPair(m.group())));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(standard.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static String utf8OfPair(String bytes) {
        int code = 0x10000
                + ((bytes.charAt(1) & 0x0F) << 16)
                + ((bytes.charAt(2) & 0x3F) << 10)
                + ((bytes.charAt(4) & 0x0F) << 6)
                + (bytes.charAt(5) & 0x3F);
        return new String(Character.toString(code).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Repairs runs that look like UTF-8 each for itself, where the text as a whole is of no one character set. */
    private static String repairParts(String text) {
        StringBuilder repaired = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            int end = i > 0 && Utf8Clues.STRICT.get(text.charAt(i - 1)) ? i : Utf8Clues.runEnd(text, i);
            String part = text.substring(i, Math.max(end, i + 1));
            boolean mend = end > i && part.length() < text.length() && MojibakeSigns.in(part);
            repaired.append(mend ? repair(part) : part);
            i += part.length();
        }
        return repaired.toString();
    }

    /** Control characters 80 to 9F as the characters that windows-1252 has in their place, as web browsers do. */
    static String controlsAsWindows1252(String text) {
        StringBuilder fixed = new StringBuilder(text);
        for (int i = 0; i < fixed.length(); i++) {
            char c = fixed.charAt(i);
            if (c >= 0x80 && c <= 0x9F) {
                fixed.setCharAt(i, SingleByteCharset.WINDOWS_1252.decode(c));
            }
        }
        return fixed.toString();
    }

    /** Which characters the bytes of UTF-8 become in the sets of one byte. */
    private static final class Utf8Clues {
        private static final List<SingleByteCharset> SETS = SingleByteCharset.ALL.subList(0, 7);
        private static final BitSet FIRST_OF_2 = of(0xC2, 0xDF);
        private static final BitSet FIRST_OF_3 = of(0xE0, 0xEF);
        private static final BitSet FIRST_OF_4 = of(0xF0, 0xF0);
        private static final BitSet CONTINUATION = of(0x80, 0xBF);
        /** Continuations that are not also common punctuation. */
        static final BitSet STRICT = of(0x80, 0xBF);

        static {
            FIRST_OF_4.or(of(0xF3, 0xF3));
            // A space may have been a no-break space.
            CONTINUATION.set(' ');
            "–—―‘’‚“”„•…".chars().forEach(STRICT::clear);
        }

        private static BitSet of(int first, int last) {
            BitSet characters = new BitSet();
            for (SingleByteCharset set : SETS) {
                for (int b = first; b <= last; b++) {
                    characters.set(set.decode((char) b));
                }
            }
            return characters;
        }

        /** End of the sequences that start at i, one after the other; i if there is none. */
        static int runEnd(String text, int start) {
            int end = start;
            int length = sequence(text, end);
            while (length > 0) {
                end += length;
                length = sequence(text, end);
            }
            return end;
        }

        private static int sequence(String text, int i) {
            if (i >= text.length()) {
                return 0;
            }
            char c = text.charAt(i);
            if (FIRST_OF_2.get(c) && continues(text, i, 2)) {
                return 2;
            }
            if (FIRST_OF_3.get(c) && continues(text, i, 3)) {
                return 3;
            }
            return FIRST_OF_4.get(c) && continues(text, i, 4) ? 4 : 0;
        }

        private static boolean continues(String text, int start, int length) {
            if (start + length > text.length()) {
                return false;
            }
            for (int i = start + 1; i < start + length; i++) {
                if (!CONTINUATION.get(text.charAt(i))) {
                    return false;
                }
            }
            return true;
        }
    }
}
