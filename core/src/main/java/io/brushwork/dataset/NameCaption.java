package io.brushwork.dataset;

import io.brushwork.base.OptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * How the name of a picture becomes its caption where there is no text file, by the rules of A1111's
 * {@code textual_inversion/dataset.py}: the number that its tools put in front goes, and where a regular expression is
 * given, only what it finds stays.
 */
public final class NameCaption {
    /** A1111's defaults: no regular expression. */
    public static final NameCaption DEFAULT = new NameCaption("", " ");

    /** Python's classes of characters know all of Unicode. */
    private static final Pattern NUMBER_IN_FRONT = Pattern.compile("^[-\\d]+\\s*", Pattern.UNICODE_CHARACTER_CLASS);

    private final @Nullable Pattern words;
    private final String join;

    /**
     * @param wordRegex what a word is (A1111's {@code dataset_filename_word_regex}); empty for the whole name. Where it
     *     has exactly one group, the group is the word, as in Python's {@code findall}
     * @param join put between words (A1111's {@code dataset_filename_join_string})
     * @throws IllegalArgumentException where it is no regular expression
     */
    public NameCaption(String wordRegex, String join) {
        try {
            this.words = wordRegex.isEmpty() ? null : Pattern.compile(wordRegex, Pattern.UNICODE_CHARACTER_CLASS);
        } catch (PatternSyntaxException e) {
            throw new OptionException(
                    "wordRegex", "a regular expression", "\"" + wordRegex + "\" (" + e.getDescription() + ")", e);
        }
        this.join = join;
    }

    /** @param stem the file's name without its extension */
    String caption(String stem) {
        String text = NUMBER_IN_FRONT.matcher(stem).replaceFirst("");
        if (words == null) {
            return text;
        }
        List<String> found = new ArrayList<>();
        Matcher matcher = words.matcher(text);
        while (matcher.find()) {
            String word = matcher.group(matcher.groupCount() == 1 ? 1 : 0);
            found.add(word == null ? "" : word);
        }
        return String.join(join, found);
    }
}
