package io.brushwork.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The embeddings of textual inversion that a prompt can name, and how many vectors stand for each: all that chunks need to
 * know of them. A name has no syntax: wherever its tokens stand in a prompt, they are taken for it, as in A1111.
 */
public final class EmbeddingNames {
    /** No embeddings: every word is a word. */
    public static final EmbeddingNames NONE = new EmbeddingNames(Map.of());

    /** By their first token; the longest first, which goes before the others. */
    private final Map<Integer, List<Entry>> byFirstToken;

    private EmbeddingNames(Map<Integer, List<Entry>> byFirstToken) {
        this.byFirstToken = byFirstToken;
    }

    /**
     * A name and its tokens.
     *
     * @param vectors that stand for it
     */
    @SuppressWarnings("ArrayRecordComponent") // made once and never given away
    private record Entry(String name, int[] tokens, int vectors) {
        boolean standsAt(int[] text, int place) {
            return place + tokens.length <= text.length
                    && Arrays.equals(tokens, 0, tokens.length, text, place, place + tokens.length);
        }
    }

    /**
     * A name that stands in a text.
     *
     * @param tokens of the text that it takes up
     * @param vectors that take their place
     */
    record Match(String name, int tokens, int vectors) {}

    /**
     * Names as a tokenizer reads them.
     *
     * @param lengths number of vectors by name; of two names with the same tokens the first is meant
     * @throws IllegalArgumentException for a name without tokens, or one of more vectors than a chunk holds
     */
    public static EmbeddingNames of(Map<String, Integer> lengths, ClipTokenizer tokenizer) {
        Map<Integer, List<Entry>> entries = new HashMap<>();
        lengths.forEach((name, vectors) -> {
            int[] tokens = tokenizer.encode(name);
            if (tokens.length == 0) {
                throw new IllegalArgumentException(
                        "embedding: expected a name that can be written, got \"" + name + "\"");
            }
            if (vectors < 1 || vectors > PromptChunk.CAPACITY) {
                throw new IllegalArgumentException(
                        "embedding " + name + ": expected 1 to " + PromptChunk.CAPACITY + " vectors, got " + vectors);
            }
            entries.computeIfAbsent(tokens[0], first -> new ArrayList<>()).add(new Entry(name, tokens, vectors));
        });
        entries.values()
                .forEach(same -> same.sort(Comparator.comparingInt((Entry entry) -> entry.tokens.length)
                        .reversed()));
        return new EmbeddingNames(entries);
    }

    /** The embedding that is named from a place of a text on. */
    Optional<Match> at(int[] text, int place) {
        return byFirstToken.getOrDefault(text[place], List.of()).stream()
                .filter(entry -> entry.standsAt(text, place))
                .findFirst()
                .map(entry -> new Match(entry.name, entry.tokens.length, entry.vectors));
    }
}
