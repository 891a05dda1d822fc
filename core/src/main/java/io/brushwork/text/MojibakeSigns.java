package io.brushwork.text;

import java.util.regex.Pattern;

/**
 * Tells text that was decoded with the wrong character set from text that only looks unusual.
 *
 * <p>The heuristic is that of ftfy 6.3 ({@code ftfy.badness}, Robyn Speer, Apache-2.0): some 400 characters turn up where
 * UTF-8 was read as something else; they are sorted into kinds, and neighbours of kinds that no language puts together
 * are the sign. One sign is enough.
 */
final class MojibakeSigns {
    // Kinds, as insides of a character class.
    private static final String CONTROL = "\\u0080-\\u009F";
    private static final String BAD = "¤¦¨ª¬¯¸ºƒˆˇ˘˛˜†‡‰⌐◊\\uFFFD";
    private static final String LAW = "§¶";
    private static final String CURRENCY = "¢£¥₧€";
    private static final String START = "¡©«¿΄΅‘‚“„•‹\\uF8FF";
    private static final String END = "®»˝”›™";
    private static final String NUMERIC = "±-³µ¹¼-¾×÷⁄№∂∆∏∑√∞∩∫≈≠≡≤≥";
    private static final String COMMON = "\\u00A0\\u00AD´·\\u2013-\\u2015’…";
    // Letters that make faces, and so stand in odd company.
    private static final String KAOMOJI = "°Ò-ÖÙ-Üò-öø-üŌŐŪŲ";
    private static final String UPPER = "À-ÑØÜÝĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŒŘŚŞŠŢŤŮŰŸŹŻŽҐ";
    private static final String LOWER = "ß-ñüāăąćčďđēėęěğģīįķĺļľłœŕśşšťźżžґﬁﬂ";
    private static final String UPPER_COMMON = "ÞΆΈ-ΊΌΎΏΑ-ΫЁ-Я";
    private static final String LOWER_COMMON = "ά-ωа-џ";
    private static final String BOX = "│┌┐┘├┤┬┼═-╬▀▄█▌▐-▓";

    private static final String SPACE = "[\\s\\p{Z}\\x1c-\\x1f\\x85]";
    private static final String ARABIC = "[ØÙ]" + any(COMMON, CURRENCY, BAD, NUMERIC, START, "ŸŠ®°µ»");

    private static final Pattern SIGN = Pattern.compile(String.join(
            "|",
            // Kinds that do not follow each other.
            any(CONTROL),
            any(BAD, LOWER, UPPER, BOX, START, END, CURRENCY, NUMERIC, LAW) + any(BAD),
            "[a-zA-Z]" + any(LOWER_COMMON, UPPER_COMMON) + any(BAD),
            any(BAD) + any(LOWER, UPPER, BOX, START, END, CURRENCY, NUMERIC, LAW),
            any(LOWER, LOWER_COMMON, BOX, END, CURRENCY, NUMERIC) + any(UPPER),
            any(BOX, END, CURRENCY, NUMERIC) + any(LOWER),
            any(LOWER, BOX, END) + any(CURRENCY),
            SPACE + any(UPPER) + any(CURRENCY),
            any(UPPER, BOX) + any(NUMERIC, LAW),
            any(LOWER, UPPER, BOX, CURRENCY, END) + any(START) + any(NUMERIC),
            any(LOWER, UPPER, CURRENCY, NUMERIC, BOX, LAW) + any(END) + any(START),
            any(CURRENCY, NUMERIC, BOX) + any(START),
            "[a-z]" + any(UPPER) + any(START, CURRENCY),
            any(BOX) + any(KAOMOJI),
            any(LOWER, UPPER, CURRENCY, NUMERIC, START, END, LAW) + any(BOX),
            any(BOX) + any(END),
            any(LOWER, UPPER) + any(START, END) + "[\\p{L}\\p{N}_]",
            "[Œœ][^A-Za-z]",
            any(UPPER) + "°",
            // UTF-8 read as windows-1252.
            "[ÂÃÎÐ]" + any("€œŠš¢£Ÿž\\u00A0\\u00AD®©°·»–—´", START, END),
            "×[²³]",
            ARABIC + ARABIC,
            "à[²µ¹¼½¾]",
            "Ã[\\u00A0¡]",
            "[a-z]" + SPACE + "?[ÃÂ] ",
            "^[ÃÂ] ",
            any("a-z.,?!", END) + "Â" + any(" ", START, END),
            // As Mac Roman.
            "√[±∂†≠®™´≤≥¥µø]",
            "≈[°¢]",
            "‚Ä[ìîïòôúùû†°¢π]",
            "‚[âó][àä°ê]",
            // As windows-1251; Cyrillic words hold pairs of these, so longer runs are asked for.
            "вЂ",
            "[ВГРС]" + any(CONTROL, BAD, START, END, CURRENCY, "°µ") + "[ВГРС]",
            "ГўВЂВ.[A-Za-z ]",
            // As windows-1253 and windows-1257.
            "β€[™\\u00A0Ά\\u00AD®°]",
            "[ΒΓΞΟ]" + any(CONTROL, BAD, START, END, CURRENCY, "°") + "[ΒΓΞΟ]",
            "ā€"));

    private MojibakeSigns() {}

    private static String any(String... kinds) {
        return "[" + String.join("", kinds) + "]";
    }

    /** Whether there is a sign in the text. */
    static boolean in(CharSequence text) {
        return SIGN.matcher(text).find();
    }
}
