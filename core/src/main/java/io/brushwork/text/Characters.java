package io.brushwork.text;

/**
 * Kinds of characters as Python's {@code re} sees them: the prompt grammar is defined by Python patterns, and Java's
 * {@code \s} and {@code \w} differ from Python's outside ASCII.
 */
final class Characters {
    private Characters() {}

    /** {@code \s}: the separators of Unicode, and the control characters that Python counts as space. */
    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    /** {@code \w}: letters, numbers of every kind, and the underscore. */
    static boolean isWord(int c) {
        if (c == '_' || Character.isLetter(c)) {
            return true;
        }
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    /** Whether {@code text[start, end)} stands between word boundaries ({@code \b}), being itself a word. */
    static boolean isWholeWord(String text, int start, int end) {
        return (start == 0 || !isWord(text.codePointBefore(start)))
                && (end == text.length() || !isWord(text.codePointAt(end)));
    }

    /** First index at or after {@code from}, below {@code end}, that is not space. */
    static int skipSpace(String text, int from, int end) {
        int i = from;
        while (i < end && isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** Least index at or after {@code start} such that {@code text[index, from)} is all space. */
    static int skipSpaceBack(String text, int from, int start) {
        int i = from;
        while (i > start && isSpace(text.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    /**
     * The number written in these digits, of any script: full-width ones are common on CJK keyboards, and Python reads
     * them.
     *
     * @throws NumberFormatException if it is none
     */
    static double number(String digits) {
        StringBuilder ascii = new StringBuilder();
        digits.codePoints().forEach(c -> {
            int digit = Character.digit(c, 10);
            ascii.appendCodePoint(digit < 0 ? c : '0' + digit);
        });
        return Double.parseDouble(ascii.toString());
    }
}
