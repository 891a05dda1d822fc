package io.brushwork.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Character references of HTML 5, read as Python's {@code html.unescape} reads them and as ftfy does.
 *
 * <p>The resource {@code html_entities.txt} is the table of the HTML standard: a name on each line, with its semicolon
 * where it needs one, then its code points in hexadecimal.
 */
final class HtmlEntities {
    private static final Pattern REFERENCE =
            Pattern.compile("&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\\t\\n\\f <&#;]{1,32};?)");
    private static final Pattern WITH_SEMICOLON = Pattern.compile("&#?[0-9A-Za-z]{1,24};");

    /** By name with its semicolon, if any. */
    private final Map<String, String> byName = read();
    /** The names that ftfy adds: lower-case ones in capitals, where the standard gives those no meaning. */
    private final Map<String, String> capitals = new HashMap<>();

    HtmlEntities() {
        byName.forEach((name, value) -> {
            String upper = name.toUpperCase(Locale.ROOT);
            if (name.endsWith(";")
                    && name.equals(name.toLowerCase(Locale.ROOT))
                    && unescape("&" + upper).equals("&" + upper)) {
                capitals.put(upper, value.toUpperCase(Locale.ROOT));
            }
        });
    }

    private static Map<String, String> read() {
        try (InputStream in = HtmlEntities.class.getResourceAsStream("html_entities.txt")) {
            if (in == null) {
                throw new IllegalStateException("html_entities.txt: missing from the library's jar");
            }
            Map<String, String> names = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(line -> {
                String[] fields = line.split(" ", -1);
                StringBuilder value = new StringBuilder();
                for (int i = 1; i < fields.length; i++) {
                    value.appendCodePoint(Integer.parseInt(fields[i], 16));
                }
                names.put(fields[0], value.toString());
            });
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every reference that HTML 5 knows, a missing semicolon forgiven where the standard forgives it. */
    String unescape(String text) {
        return text.indexOf('&') < 0 ? text : replaceAll(REFERENCE, text);
    }

    /** Only references that end in a semicolon, some of them in capitals too: EACUTE is É. */
    String unescapeWithSemicolon(String text) {
        return text.indexOf('&') < 0 ? text : replaceAll(WITH_SEMICOLON, text);
    }

    private String replaceAll(Pattern pattern, String text) {
        return pattern.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        pattern == REFERENCE
                                ? value(match.group(1))
                                : valueWithSemicolon(match.group().substring(1))));
    }

    private String valueWithSemicolon(String name) {
        if (name.startsWith("#")) {
            // Letters among the digits leave a rest with the semicolon in it: that is no reference, then.
            String unescaped = unescape("&" + name);
            return unescaped.indexOf(';') >= 0 ? "&" + name : unescaped;
        }
        String value = byName.get(name);
        return value != null ? value : capitals.getOrDefault(name, "&" + name);
    }

    private String value(String name) {
        if (name.startsWith("#")) {
            return numeric(name);
        }
        String whole = byName.get(name);
        if (whole != null) {
            return whole;
        }
        // The longest known start: "&notit;" is "¬it;".
        for (int end = name.length() - 1; end > 1; end--) {
            String start = byName.get(name.substring(0, end));
            if (start != null) {
                return start + name.substring(end);
            }
        }
        return "&" + name;
    }

    private static String numeric(String name) {
        boolean hex = name.charAt(1) == 'x' || name.charAt(1) == 'X';
        int code = 0;
        for (int i = hex ? 2 : 1; i < name.length() && name.charAt(i) != ';'; i++) {
            int digit = Character.digit(name.charAt(i), 16);
            code = Math.min(0x110000, code * (hex ? 16 : 10) + digit);
        }
        if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
            return "\uFFFD";
        }
        if (code >= 0x80 && code <= 0x9F) {
            return String.valueOf(SingleByteCharset.WINDOWS_1252.decode((char) code));
        }
        boolean dropped = (code < 0x20 && code != '\t' && code != '\n' && code != '\f' && code != '\r')
                || code == 0x7F
                || (code >= 0xFDD0 && code <= 0xFDEF)
                || (code & 0xFFFE) == 0xFFFE;
        return dropped ? "" : Character.toString(code);
    }
}
