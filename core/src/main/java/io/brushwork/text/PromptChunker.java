package io.brushwork.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a prompt into chunks of 75 tokens for the text model, as A1111 1.10.1 does ({@code tokenize_line}).
 *
 * <p>A chunk that is full breaks after its last comma, if that is near enough, so that phrases stay whole; BREAK fills the
 * chunk and starts the next one.
 */
public final class PromptChunker {
    /** A1111's default of {@code commaBacktrack}. */
    public static final int DEFAULT_COMMA_BACKTRACK = 20;

    private final ClipTokenizer tokenizer;
    private final int paddingToken;
    private final int commaBacktrack;
    private final EmbeddingNames embeddings;

    /** As the other one, where a prompt can name no embeddings. */
    public PromptChunker(ClipTokenizer tokenizer, int paddingToken, int commaBacktrack) {
        this(tokenizer, paddingToken, commaBacktrack, EmbeddingNames.NONE);
    }

    /**
     * @param paddingToken what stands after a chunk's first end token: {@link ClipTokenizer#END} in SD 1.x, 0 in SD 2.x
     * @param commaBacktrack how many tokens at most move to the next chunk to keep a phrase whole; 0 for none
     * @param embeddings that a prompt can name
     * @throws IllegalArgumentException if the padding is no token or the backtrack not 0 to 75
     */
    public PromptChunker(ClipTokenizer tokenizer, int paddingToken, int commaBacktrack, EmbeddingNames embeddings) {
        if (paddingToken < 0 || paddingToken > ClipTokenizer.END) {
            throw new IllegalArgumentException(
                    "paddingToken: expected 0 to " + ClipTokenizer.END + ", got " + paddingToken);
        }
        if (commaBacktrack < 0 || commaBacktrack > PromptChunk.CAPACITY) {
            throw new IllegalArgumentException(
                    "commaBacktrack: expected 0 to " + PromptChunk.CAPACITY + ", got " + commaBacktrack);
        }
        this.tokenizer = tokenizer;
        this.paddingToken = paddingToken;
        this.commaBacktrack = commaBacktrack;
        this.embeddings = embeddings;
    }

    /**
     * The chunks of a prompt, from which editing, alternation and AND are gone.
     *
     * @throws IllegalArgumentException as {@link PromptAttention#parse}; never with {@link Emphasis#NONE}
     */
    public ChunkedPrompt chunk(String prompt, Emphasis emphasis) {
        return chunk(emphasis == Emphasis.NONE ? List.of(new WeightedText(prompt, 1)) : PromptAttention.parse(prompt));
    }

    /** The chunks of a prompt that was parsed; without any text, one chunk of padding. */
    public ChunkedPrompt chunk(List<WeightedText> prompt) {
        Builder builder = new Builder();
        for (WeightedText piece : prompt) {
            if (piece.isBreak()) {
                builder.finish();
                continue;
            }
            int[] tokens = tokenizer.encode(piece.text());
            for (int place = 0; place < tokens.length; ) {
                place += builder.add(tokens, place, (float) piece.weight());
            }
        }
        return builder.build();
    }

    /** The chunks so far and the one being filled. */
    private final class Builder {
        private final List<PromptChunk> chunks = new ArrayList<>();
        private final int[] tokens = new int[PromptChunk.CAPACITY];
        private final float[] weights = new float[PromptChunk.CAPACITY];
        private final List<PromptChunk.Insertion> insertions = new ArrayList<>();
        private int count;
        /** Where the last comma of this chunk stands; -1 without one, or after it was cut there. */
        private int lastComma = -1;

        /** Takes in what stands at a place of a text: a token, or the name of an embedding. Gives the tokens it read. */
        int add(int[] text, int place, float weight) {
            int token = text[place];
            makeRoom(token);
            Optional<EmbeddingNames.Match> named = embeddings.at(text, place);
            if (named.isEmpty()) {
                put(token, weight);
                return 1;
            }
            if (count + named.get().vectors() > tokens.length) {
                finish();
            }
            insertions.add(new PromptChunk.Insertion(count + 1, named.get().name()));
            for (int i = 0; i < named.get().vectors(); i++) {
                put(PromptChunk.PLACE, weight);
            }
            return named.get().tokens();
        }

        private void put(int token, float weight) {
            tokens[count] = token;
            weights[count] = weight;
            count++;
        }

        /** For at least one token; the next one decides whether a phrase moves on. */
        private void makeRoom(int token) {
            if (token == tokenizer.commaToken()) {
                // In a full chunk this is 75 and dies with it: a comma that opens a chunk is no place to cut.
                lastComma = count;
            } else if (count == tokens.length && lastComma >= 0 && count - lastComma <= commaBacktrack) {
                cutAfterComma();
            }
            if (count == tokens.length) {
                finish();
            }
        }

        /**
         * Moves what stands after the last comma to the next chunk. Embeddings there stay behind, as in A1111: their
         * places move, their vectors come to lie over the padding.
         */
        private void cutAfterComma() {
            int cut = lastComma + 1;
            int[] movedTokens = Arrays.copyOfRange(tokens, cut, count);
            float[] movedWeights = Arrays.copyOfRange(weights, cut, count);
            count = cut;
            finish();
            System.arraycopy(movedTokens, 0, tokens, 0, movedTokens.length);
            System.arraycopy(movedWeights, 0, weights, 0, movedWeights.length);
            count = movedTokens.length;
        }

        void finish() {
            int[] chunk = new int[PromptChunk.LENGTH];
            float[] multipliers = new float[PromptChunk.LENGTH];
            Arrays.fill(chunk, ClipTokenizer.END);
            Arrays.fill(multipliers, 1);
            chunk[0] = ClipTokenizer.START;
            System.arraycopy(tokens, 0, chunk, 1, count);
            System.arraycopy(weights, 0, multipliers, 1, count);
            if (paddingToken != ClipTokenizer.END) {
                pad(chunk);
            }
            chunks.add(new PromptChunk(chunk, multipliers, insertions));
            insertions.clear();
            count = 0;
            lastComma = -1;
        }

        /** Pads after the first end token, not after the prompt: one that is written in the prompt counts, as in A1111. */
        private void pad(int[] chunk) {
            int end = 0;
            while (chunk[end] != ClipTokenizer.END) {
                end++;
            }
            Arrays.fill(chunk, end + 1, chunk.length, paddingToken);
        }

        ChunkedPrompt build() {
            int tokenCount = chunks.size() * PromptChunk.CAPACITY + count;
            if (count > 0 || chunks.isEmpty()) {
                finish();
            }
            return new ChunkedPrompt(chunks, tokenCount);
        }
    }
}
