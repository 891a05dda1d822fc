package io.brushwork.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prompts joined by {@code AND}, each steering the picture by itself: {@code a cat :1.2 AND a dog}.
 *
 * <p>The method is "Compositional Visual Generation with Composable Diffusion Models" (Liu et al., 2022); the grammar is
 * A1111's. Only positive prompts are split; in a negative prompt AND is a word. A weight at the end counts without any
 * AND too: {@code cat:3} is a cat at three times the CFG scale.
 */
public final class ComposablePrompt {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:\\p{Nd}+\\.?|\\p{Nd}*\\.\\p{Nd}+)");

    private ComposablePrompt() {}

    /**
     * The parts of a prompt, at least one. Space before a weight or at the end goes, space at the start stays.
     *
     * @throws IllegalArgumentException if a weight is more than a float32 holds
     */
    public static List<WeightedPrompt> parse(String prompt) {
        List<WeightedPrompt> parts = new ArrayList<>();
        int from = 0;
        int at = prompt.indexOf("AND");
        while (at >= 0) {
            int end = at + "AND".length();
            if (Characters.isWholeWord(prompt, at, end)) {
                parts.add(part(prompt.substring(from, at)));
                from = end;
            }
            at = prompt.indexOf("AND", end);
        }
        parts.add(part(prompt.substring(from)));
        return List.copyOf(parts);
    }

    private static WeightedPrompt part(String text) {
        int end = Characters.skipSpaceBack(text, text.length(), 0);
        int colon = text.lastIndexOf(':', end);
        if (colon >= 0) {
            Matcher number = NUMBER.matcher(text).region(Characters.skipSpace(text, colon + 1, end), end);
            if (number.matches()) {
                return new WeightedPrompt(
                        text.substring(0, Characters.skipSpaceBack(text, colon, 0)), Characters.number(number.group()));
            }
        }
        return new WeightedPrompt(text.substring(0, end), 1);
    }
}
