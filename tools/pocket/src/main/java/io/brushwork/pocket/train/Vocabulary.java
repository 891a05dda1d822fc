package io.brushwork.pocket.train;

import io.brushwork.pocket.net.ClipBlueprint;
import io.brushwork.tensor.Scope;
import io.brushwork.text.ClipTokenizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The tokens that captions use, of all of CLIP's. Training has a table of these rows only; in the checkpoint they stand at
 * their places among 49,408, and the others are zero.
 */
final class Vocabulary {
    private static final int CLIP_TOKENS = 49_408;

    private final ClipTokenizer tokenizer;
    private final long[] tokens;
    private final Map<Integer, Integer> rows = new HashMap<>();
    private final Map<String, long[]> encoded = new HashMap<>();

    private Vocabulary(ClipTokenizer tokenizer, long[] tokens) {
        this.tokenizer = tokenizer;
        this.tokens = tokens;
        for (int row = 0; row < tokens.length; row++) {
            rows.put((int) tokens[row], row);
        }
    }

    static Vocabulary of(Collection<String> captions) {
        ClipTokenizer tokenizer = new ClipTokenizer();
        TreeSet<Integer> used = new TreeSet<>(List.of(ClipTokenizer.START, ClipTokenizer.END));
        captions.forEach(caption -> Arrays.stream(tokenizer.encode(caption)).forEach(used::add));
        return new Vocabulary(
                tokenizer, used.stream().mapToLong(Integer::longValue).toArray());
    }

    /** How many tokens are used. */
    int size() {
        return tokens.length;
    }

    /**
     * Rows of a caption's chunk in the small table: start, the caption, and ends up to 77.
     *
     * @throws IllegalArgumentException where it uses a token that none of the captions given had
     */
    long[] chunk(String caption) {
        return encoded.computeIfAbsent(caption, this::encode);
    }

    private long[] encode(String caption) {
        int[] ids = tokenizer.encode(caption);
        long[] chunk = new long[ClipBlueprint.LENGTH];
        Arrays.fill(chunk, row(ClipTokenizer.END));
        chunk[0] = row(ClipTokenizer.START);
        for (int i = 0; i < Math.min(ids.length, ClipBlueprint.LENGTH - 2); i++) {
            chunk[i + 1] = row(ids[i]);
        }
        return chunk;
    }

    private int row(int token) {
        Integer row = rows.get(token);
        if (row == null) {
            throw new IllegalArgumentException("caption: expected known tokens only, got " + token);
        }
        return row;
    }

    /** Rows of the start and end tokens in the small table. */
    long[] edges() {
        return new long[] {row(ClipTokenizer.START), row(ClipTokenizer.END)};
    }

    /** The rows that are used, of CLIP's table [49408, width]: [size, width]. */
    Tensor pick(Tensor table) {
        return Scope.of(() -> table.index_select(0, torch.tensor(tokens)));
    }

    /** The small table [size, width] as CLIP's [49408, width]. */
    Tensor expand(Tensor table) {
        return Scope.of(() -> {
            try (NoGradGuard constant = new NoGradGuard()) {
                Tensor all = table.new_zeros(new long[] {CLIP_TOKENS, table.size(1)});
                return all.index_copy_(0, torch.tensor(tokens), table);
            }
        });
    }

    /** Shape of the expanded table. */
    static List<Long> expandedShape(long width) {
        return List.of((long) CLIP_TOKENS, width);
    }
}
