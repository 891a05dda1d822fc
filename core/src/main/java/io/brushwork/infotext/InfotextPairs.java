package io.brushwork.infotext;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The {@code key: value} pairs of an infotext's last line. A1111 finds them with the regular expression
 *
 * <pre>{@code \s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)}</pre>
 *
 * which takes quadratic time on a long line without colons, and in Java overflows the stack on a long quoted value. This
 * class finds the same pairs by walking from colon to colon.
 */
final class InfotextPairs {
    private static final ObjectReader JSON_STRING = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(String.class);
    private static final Pattern SHORT_HASH = Pattern.compile("[0-9a-f]{8,12}");

    private InfotextPairs() {}

    /** A pair as it stands in the line: the value may be quoted, or empty. */
    record Pair(String key, String value) {}

    static List<Pair> find(String line) {
        List<Pair> pairs = new ArrayList<>();
        int from = 0;
        int colon = line.indexOf(':');
        while (colon >= 0) {
            int key = keyStart(line, from, colon);
            from = colon + 1;
            // One character is too short for a key.
            if (line.codePointCount(key, colon) >= 2) {
                int start = skipSpace(line, colon + 1, line.length());
                int end = valueEnd(line, start);
                pairs.add(new Pair(line.substring(key, colon), line.substring(start, end)));
                from = end + 1;
            }
            colon = from < line.length() ? line.indexOf(':', from) : -1;
        }
        return pairs;
    }

    /** Where the key begins that ends at the colon, but not before {@code from}; the colon itself if there is none. */
    private static int keyStart(String line, int from, int colon) {
        int start = colon;
        for (int i = colon; i > from; ) {
            int c = line.codePointBefore(i);
            i -= Character.charCount(c);
            if (isWord(c)) {
                start = i;
            } else if (c != ' ' && c != '-' && c != '/') {
                break;
            }
        }
        return start;
    }

    private static int valueEnd(String line, int start) {
        if (start < line.length() && line.charAt(start) == '"') {
            int i = start + 1;
            while (i < line.length() && line.charAt(i) != '"') {
                i += line.charAt(i) == '\\' ? 2 : 1;
            }
            // Empty quotes, and quotes with something behind them, are plain values.
            if (i > start + 1 && i < line.length() && (i + 1 == line.length() || line.charAt(i + 1) == ',')) {
                return i + 1;
            }
        }
        int comma = line.indexOf(',', start);
        return comma < 0 ? line.length() : comma;
    }

    /** Quotes a value that could be mistaken for more than one, as Python's {@code json.dumps} does. */
    static String quote(String value) {
        if (value.indexOf(',') < 0 && value.indexOf('\n') < 0 && value.indexOf(':') < 0) {
            return value;
        }
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> json.append(c < ' ' ? String.format(Locale.ROOT, "\\u%04x", (int) c) : c);
            }
        }
        return json.append('"').toString();
    }

    /** The text of a JSON string; anything else as it is. */
    static String unquote(String value) {
        if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
            return value;
        }
        try {
            return JSON_STRING.readValue(value);
        } catch (JsonProcessingException notJson) {
            return value;
        }
    }

    static boolean isShortHash(String text) {
        return SHORT_HASH.matcher(text).matches();
    }

    /** Without white space at the ends, where no-break spaces count too: Python's {@code strip}. */
    static String strip(String text) {
        int start = skipSpace(text, 0, text.length());
        return text.substring(start, trimSpace(text, start, text.length()));
    }

    /** The first place from {@code start} on that is no white space; {@code end} if there is none. */
    static int skipSpace(String text, int start, int end) {
        int i = start;
        while (i < end && isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** Where the text between the two places ends without the white space behind it. */
    static int trimSpace(String text, int start, int end) {
        int i = end;
        while (i > start && isSpace(text.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    /** Python's {@code \w}: letters, numbers of every kind, and the underscore. */
    private static boolean isWord(int c) {
        int type = Character.getType(c);
        return Character.isLetterOrDigit(c)
                || c == '_'
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }
}
