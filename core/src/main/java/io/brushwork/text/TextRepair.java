package io.brushwork.text;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Repairs what people type and paste: HTML references, wrong decodings, ligatures, full-width forms, curly quotes, line
 * breaks, broken surrogates, terminal escapes and control characters; the result is in NFC.
 *
 * <p>The rules and their order are those of ftfy 6.3 ({@code ftfy.fix_text} with its defaults, Robyn Speer, Apache-2.0),
 * which CLIP's tokenizers run over every prompt.
 */
final class TextRepair {
    /** Each round takes off one layer, as of twice-escaped HTML; more layers are hostile and stay. */
    private static final int MAX_ROUNDS = 16;

    private static final Pattern TERMINAL_ESCAPE = Pattern.compile("\\x1b\\[[\\p{Nd};]*[a-zA-Z]");
    private static final Map<Character, String> REPLACEMENTS = replacements();

    private final HtmlEntities entities;

    TextRepair(HtmlEntities entities) {
        this.entities = entities;
    }

    /** One character for another text; the empty text takes it away. */
    private static Map<Character, String> replacements() {
        Map<Character, String> map = new HashMap<>();
        String[] ligatures = {
            "ĲIJ", "ĳij", "ŉʼn", "ǱDZ", "ǲDz", "ǳdz", "ǄDŽ", "ǅDž", "ǆdž", "ǇLJ", "ǈLj", "ǉlj", "ǊNJ", "ǋNj", "ǌnj",
            "ﬀff", "ﬁfi", "ﬂfl", "ﬃffi", "ﬄffl", "ﬅſt", "ﬆst"
        };
        for (String ligature : ligatures) {
            map.put(ligature.charAt(0), ligature.substring(1));
        }
        map.put('\u3000', " ");
        for (char c = '\uFF01'; c < '\uFFF0'; c++) {
            map.put(c, Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC));
        }
        "\u02BC\u2018\u2019\u201A\u201B".chars().forEach(c -> map.put((char) c, "'"));
        "\u201C\u201D\u201E\u201F".chars().forEach(c -> map.put((char) c, "\""));
        "\u2028\u2029\u0085".chars().forEach(c -> map.put((char) c, "\n"));
        return map;
    }

    /** The repaired text. */
    String repair(String text) {
        StringBuilder repaired = new StringBuilder();
        boolean unescape = true;
        int start = 0;
        while (start < text.length()) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline + 1;
            String line = text.substring(start, end);
            // Text with a bracket is HTML, or about HTML, from there on: what its references mean is left alone.
            unescape &= line.indexOf('<') < 0;
            repaired.append(repairLine(line, unescape));
            start = end;
        }
        return repaired.toString();
    }

    private String repairLine(String line, boolean unescape) {
        String repaired = line;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            String text = unescape ? entities.unescapeWithSemicolon(repaired) : repaired;
            text = Mojibake.controlsAsWindows1252(Mojibake.repair(text));
            text = surrogates(characters(text.replace("\r\n", "\n")));
            text = withoutControls(TERMINAL_ESCAPE.matcher(text).replaceAll(""));
            text = Normalizer.normalize(text, Normalizer.Form.NFC);
            if (text.equals(repaired)) {
                break;
            }
            repaired = text;
        }
        return repaired;
    }

    private static String characters(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            String replacement = REPLACEMENTS.get(c);
            if (replacement != null) {
                // Ligatures come before quotes in ftfy, so the apostrophe inside one is straightened with the others.
                out.append(replacement.replace('\u02BC', '\''));
            } else {
                out.append(c == '\r' ? '\n' : c);
            }
        }
        return out.toString();
    }

    /** Half surrogate pairs as U+FFFD. */
    private static String surrogates(String text) {
        return text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String withoutControls(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = (c < 0x20 && c != '\t' && c != '\n' && c != '\f' && c != '\r')
                    || c == 0x7F
                    || (c >= 0x206A && c <= 0x206F)
                    || c == 0xFEFF
                    || (c >= 0xFFF9 && c <= 0xFFFC);
            if (!control) {
                out.append(c);
            }
        }
        return out.toString();
    }
}
