package io.brushwork.text;

import java.util.List;

/**
 * A prompt ready for the text model.
 *
 * @param chunks at least one; their states are joined along the tokens
 * @param tokenCount tokens used up: a full 75 for every chunk before the last, and what the last one holds
 */
public record ChunkedPrompt(List<PromptChunk> chunks, int tokenCount) {
    /** Checks that there is a chunk. */
    public ChunkedPrompt {
        chunks = List.copyOf(chunks);
        if (chunks.isEmpty()) {
            throw new IllegalArgumentException("chunks: expected at least one");
        }
    }

    /** Tokens that fit before another chunk begins: the 75 in a counter's "12/75". */
    public int capacity() {
        return chunks.size() * PromptChunk.CAPACITY;
    }
}
