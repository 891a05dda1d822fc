package io.brushwork.text;

import java.util.List;

/**
 * One run of the text model.
 *
 * @param tokens 77 of them: start, up to 75 of the prompt, end, padding
 * @param multipliers weight of each token; 1 for start, end and padding
 * @param insertions embeddings whose vectors go in place of tokens
 */
@SuppressWarnings("ArrayRecordComponent") // made once and read in bulk by the text model
public record PromptChunk(int[] tokens, float[] multipliers, List<Insertion> insertions) {
    /** Tokens of the text model's input. */
    public static final int LENGTH = 77;
    /** Tokens of the prompt in it. */
    public static final int CAPACITY = LENGTH - 2;

    /** The token that keeps a vector's place. */
    static final int PLACE = 0;

    /**
     * An embedding in a chunk.
     *
     * @param position of its first vector, 1 to 75; vectors beyond the end of the chunk fall away
     * @param name of the embedding
     */
    public record Insertion(int position, String name) {}

    /** Checks the lengths. */
    public PromptChunk {
        insertions = List.copyOf(insertions);
        if (tokens.length != LENGTH || multipliers.length != LENGTH) {
            throw new IllegalArgumentException("chunk: expected " + LENGTH + " tokens and multipliers, got "
                    + tokens.length + " and " + multipliers.length);
        }
    }
}
