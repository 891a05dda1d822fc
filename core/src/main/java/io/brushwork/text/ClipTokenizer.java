package io.brushwork.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text to the tokens of CLIP's text model and back. Immutable; making one reads the vocabulary (some 50 ms), so keep it.
 *
 * <p>Text is cleaned, split into words, and each word into byte pairs (Radford et al., 2021, "Learning Transferable
 * Visual Models From Natural Language Supervision"; the vocabulary is OpenAI's). Every text has tokens; none fails.
 */
public final class ClipTokenizer {
    /** Stands before the tokens of a chunk. */
    public static final int START = 49406;
    /** Stands after the tokens of a chunk; in SD 1.x it fills the chunk too. */
    public static final int END = 49407;

    private static final String START_TEXT = "<|startoftext|>";
    private static final String END_TEXT = "<|endoftext|>";
    private static final Pattern WORD = Pattern.compile(
            Pattern.quote(START_TEXT) + "|" + Pattern.quote(END_TEXT)
                    + "|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{Z}\\x1c-\\x1f\\x85\\p{L}\\p{N}]+",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private final TextCleaning cleaning;
    private final BytePairs pairs = new BytePairs();
    private final int commaToken;

    /** The tokenizer of SD 1.x. */
    public ClipTokenizer() {
        this(TextCleaning.CLIP);
    }

    /**
     * @param cleaning {@link TextCleaning#CLIP} for SD 1.x, {@link TextCleaning#OPEN_CLIP} for SD 2.x
     */
    public ClipTokenizer(TextCleaning cleaning) {
        this.cleaning = cleaning;
        if (pairs.size() != START) {
            throw new IllegalStateException("clip_merges.txt.gz: expected " + START + " tokens, found " + pairs.size());
        }
        this.commaToken = encode(",")[0];
    }

    /** The tokens of a text, without {@link #START} and {@link #END} around them. */
    public int[] encode(String text) {
        List<Integer> tokens = new ArrayList<>();
        Matcher words = WORD.matcher(cleaning.clean(text));
        while (words.find()) {
            String word = words.group();
            switch (word) {
                case START_TEXT -> tokens.add(START);
                case END_TEXT -> tokens.add(END);
                default -> pairs.encode(word.getBytes(StandardCharsets.UTF_8), tokens);
            }
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * The text of tokens, for reports: cleaned, words and punctuation parted by spaces, {@link #START} and {@link #END}
     * left out. Bytes that make no character become U+FFFD.
     *
     * @throws IllegalArgumentException if a number is no token
     */
    public String decode(int[] tokens) {
        for (int token : tokens) {
            if (token < 0 || token > END) {
                throw new IllegalArgumentException("token: expected 0 to " + END + ", got " + token);
            }
        }
        return pairs.decode(Arrays.stream(tokens).filter(token -> token < START).toArray())
                .strip();
    }

    /** The token of a comma that ends a word, as commas do; chunks prefer to break after it. */
    public int commaToken() {
        return commaToken;
    }
}
