package io.brushwork.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Attention brackets: {@code (x)} is 1.1 times as strong, {@code [x]} 1.1 times weaker, {@code (x:1.3)} 1.3 times as
 * strong; nesting multiplies, a backslash takes a bracket literally, {@code BREAK} ends a chunk.
 *
 * <p>The results are those of A1111 1.10.1 ({@code parse_prompt_attention}), its quirks included: brackets left open
 * close at the end, stray closing brackets are text, and BREAK inside brackets is a word instead of a mark. A bracket
 * of unlike kind does not end a weight: round and square ones are counted apart.
 */
public final class PromptAttention {
    /** More open brackets than this at once are refused: nobody types them, and 1.1 to their power is no weight. */
    static final int MAX_DEPTH = 500;

    private static final double ROUND = 1.1;
    private static final double SQUARE = 1 / 1.1;

    private final String prompt;
    private final List<String> texts = new ArrayList<>();
    // Doubles, because equal neighbours are joined: 1.1 * 1.1 and 1.21 differ as doubles, and stay two pieces.
    private double[] weights = new double[16];
    // For every open bracket the number of the first piece inside it.
    private final ArrayDeque<Integer> round = new ArrayDeque<>();
    private final ArrayDeque<Integer> square = new ArrayDeque<>();

    private PromptAttention(String prompt) {
        this.prompt = prompt;
    }

    /**
     * The pieces of a prompt in their order, neighbours of equal weight joined; never empty.
     *
     * @throws IllegalArgumentException if a weight is not a number, as in {@code (a:1.2.3)}, if weights multiply to more
     *     than a float32 holds, or if more than 500 brackets are open at once
     */
    public static List<WeightedText> parse(String prompt) {
        PromptAttention parser = new PromptAttention(prompt);
        parser.scan();
        return parser.merged();
    }

    private void scan() {
        int i = 0;
        while (i < prompt.length()) {
            i = token(i);
        }
        // Bottom first: the order of multiplication is part of the result's last bits.
        round.descendingIterator().forEachRemaining(start -> multiply(start, ROUND));
        square.descendingIterator().forEachRemaining(start -> multiply(start, SQUARE));
    }

    /** Reads the token at i and returns where the next one starts. */
    private int token(int i) {
        char c = prompt.charAt(i);
        switch (c) {
            case '\\' -> {
                // A backslash alone becomes an empty piece, so it still keeps BREAK marks and text apart.
                int end = i + 1 < prompt.length() && "()[]\\".indexOf(prompt.charAt(i + 1)) >= 0 ? i + 2 : i + 1;
                add(prompt.substring(i + 1, end), 1);
                return end;
            }
            case '(' -> open(round);
            case '[' -> open(square);
            case ')' -> close(round, ROUND, ")");
            case ']' -> close(square, SQUARE, "]");
            case ':' -> {
                return colon(i);
            }
            default -> {
                int end = i + 1;
                while (end < prompt.length() && "\\()[]:".indexOf(prompt.charAt(end)) < 0) {
                    end++;
                }
                addText(prompt.substring(i, end));
                return end;
            }
        }
        return i + 1;
    }

    private void open(ArrayDeque<Integer> brackets) {
        if (round.size() + square.size() >= MAX_DEPTH) {
            throw new IllegalArgumentException("prompt: more than " + MAX_DEPTH + " brackets are open at once");
        }
        brackets.push(texts.size());
    }

    private void close(ArrayDeque<Integer> brackets, double weight, String literal) {
        if (brackets.isEmpty()) {
            add(literal, 1);
        } else {
            multiply(brackets.pop(), weight);
        }
    }

    /** {@code :1.3)}, spaces allowed around the number, closes a round bracket; every other colon is text. */
    private int colon(int colon) {
        int start = Characters.skipSpace(prompt, colon + 1, prompt.length());
        int end = start;
        if (end < prompt.length() && "+-".indexOf(prompt.charAt(end)) >= 0) {
            end++;
        }
        int digits = end;
        while (end < prompt.length() && (prompt.charAt(end) == '.' || Character.isDigit(prompt.charAt(end)))) {
            end++;
        }
        int bracket = Characters.skipSpace(prompt, end, prompt.length());
        if (end == digits || bracket == prompt.length() || prompt.charAt(bracket) != ')') {
            add(":", 1);
            return colon + 1;
        }
        if (round.isEmpty()) {
            addText(prompt.substring(colon, bracket + 1));
        } else {
            multiply(round.pop(), number(prompt.substring(start, end)));
        }
        return bracket + 1;
    }

    private static double number(String digits) {
        try {
            return Characters.number(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "prompt: the weight \"" + shortened(digits)
                            + "\" is not a number; write \\) if the bracket is part of the text",
                    e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 20 ? text : text.substring(0, 20) + "…";
    }

    /** Adds text, with a mark for each whole word BREAK; the space around BREAK goes with it. */
    private void addText(String text) {
        int from = 0;
        int at = text.indexOf("BREAK");
        while (at >= 0) {
            int end = at + "BREAK".length();
            if (Characters.isWholeWord(text, at, end)) {
                add(text.substring(from, Characters.skipSpaceBack(text, at, from)), 1);
                add(WeightedText.BREAK.text(), WeightedText.BREAK.weight());
                from = Characters.skipSpace(text, end, text.length());
                end = from;
            }
            at = text.indexOf("BREAK", end);
        }
        add(text.substring(from), 1);
    }

    private void add(String text, double weight) {
        if (texts.size() == weights.length) {
            weights = Arrays.copyOf(weights, 2 * weights.length);
        }
        weights[texts.size()] = weight;
        texts.add(text);
    }

    private void multiply(int start, double weight) {
        for (int i = start; i < texts.size(); i++) {
            weights[i] *= weight;
        }
    }

    private List<WeightedText> merged() {
        if (texts.isEmpty()) {
            return List.of(new WeightedText("", 1));
        }
        List<WeightedText> merged = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            text.append(texts.get(i));
            if (i + 1 == texts.size() || weights[i + 1] != weights[i]) {
                merged.add(new WeightedText(text.toString(), weights[i]));
                text.setLength(0);
            }
        }
        return List.copyOf(merged);
    }
}
