package io.brushwork.text;

/**
 * One run of the text model.
 *
 * @param tokens 77 of them: start, up to 75 of the prompt, end, padding
 * @param multipliers weight of each token; 1 for start, end and padding
 */
@SuppressWarnings("ArrayRecordComponent") // made once and read in bulk by the text model
public record PromptChunk(int[] tokens, float[] multipliers) {
    /** Tokens of the text model's input. */
    public static final int LENGTH = 77;
    /** Tokens of the prompt in it. */
    public static final int CAPACITY = LENGTH - 2;

    /** Checks the lengths. */
    public PromptChunk {
        if (tokens.length != LENGTH || multipliers.length != LENGTH) {
            throw new IllegalArgumentException("chunk: expected " + LENGTH + " tokens and multipliers, got "
                    + tokens.length + " and " + multipliers.length);
        }
    }
}
