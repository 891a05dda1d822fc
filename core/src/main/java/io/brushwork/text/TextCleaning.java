package io.brushwork.text;

import java.util.Locale;

/**
 * What is done to a prompt before it is split into tokens. Both tokenizers that A1111 uses repair the text with ftfy,
 * collapse white space and put it in lower case; they part over HTML.
 */
public enum TextCleaning {
    /**
     * Hugging Face's tokenizer, used with SD 1.x: only ftfy's careful reading of HTML references, those with a semicolon,
     * and none where the text has a {@code <}.
     */
    CLIP,
    /** OpenAI's and OpenCLIP's tokenizer, used with SD 2.x: after ftfy every HTML reference is read, twice. */
    OPEN_CLIP;

    private static final HtmlEntities ENTITIES = new HtmlEntities();
    private static final TextRepair REPAIR = new TextRepair(ENTITIES);

    /** The text as the tokenizer splits it. */
    public String clean(String text) {
        String repaired = REPAIR.repair(text);
        if (this == OPEN_CLIP) {
            repaired = ENTITIES.unescape(ENTITIES.unescape(repaired));
        }
        return collapsed(repaired).toLowerCase(Locale.ROOT);
    }

    private static String collapsed(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Characters.isSpace(c)) {
                out.append(c);
            } else if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
                out.append(' ');
            }
        }
        int length = out.length();
        out.setLength(length > 0 && out.charAt(length - 1) == ' ' ? length - 1 : length);
        return out.toString();
    }
}
