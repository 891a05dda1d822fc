package io.brushwork.model;

import io.brushwork.model.clip.TextEncoder;
import io.brushwork.model.unet.Conditioning;
import io.brushwork.tensor.Scope;
import io.brushwork.text.ClipTokenizer;
import io.brushwork.text.Emphasis;
import io.brushwork.text.PromptChunk;
import io.brushwork.text.PromptChunker;
import io.brushwork.text.PromptSchedule;
import io.brushwork.text.Scheduled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Makes the U-Net's conditionings of prompts: chunks of 75 tokens, each through the text model by itself, weighted by the
 * prompt's emphasis, side by side. The texts that one prompt goes through while it is edited are encoded as one batch, as
 * A1111 does it: all are as long as the longest, and share the mean that emphasis keeps. Closing frees what was made; for
 * one generation.
 */
public final class PromptEncoder implements AutoCloseable {
    private final TextEncoder clip;
    private final PromptChunker chunker;
    private final int clipSkip;
    private final Emphasis emphasis;
    /** By schedule, then by text. */
    private final Map<List<Scheduled>, Map<String, Conditioning>> encoded = new HashMap<>();

    public PromptEncoder(TextEncoder clip, ClipTokenizer tokenizer, int clipSkip, Emphasis emphasis) {
        this.clip = clip;
        this.chunker = new PromptChunker(tokenizer, clip.paddingToken(), PromptChunker.DEFAULT_COMMA_BACKTRACK);
        this.clipSkip = clipSkip;
        this.emphasis = emphasis;
    }

    /**
     * What is in force at a call of the network, its context [1, 77 * chunks, width]. It is this encoder's, and the same object
     * for the same text of the same schedule.
     */
    public Conditioning at(List<Scheduled> schedule, int call) {
        String text = schedule.get(PromptSchedule.indexAt(schedule, call)).text();
        Conditioning known = encoded.computeIfAbsent(schedule, this::encode).get(text);
        if (known == null) {
            throw new IllegalStateException("a text that is not in its schedule");
        }
        return known;
    }

    private Map<String, Conditioning> encode(List<Scheduled> schedule) {
        List<String> all = schedule.stream().map(Scheduled::text).toList();
        List<String> distinct = all.stream().distinct().toList();
        List<List<PromptChunk>> chunks = distinct.stream()
                .map(text -> chunker.chunk(text, emphasis).chunks())
                .toList();
        PromptChunk empty = chunker.chunk("", emphasis).chunks().get(0);
        int longest = chunks.stream().mapToInt(List::size).max().orElse(0);
        Map<String, Conditioning> contexts = new HashMap<>();
        try (Scope scope = new Scope()) {
            // How often each text occurs: alternation repeats them, and the mean counts them all.
            float[] shares = new float[distinct.size()];
            for (int i = 0; i < shares.length; i++) {
                shares[i] = (float) Collections.frequency(all, distinct.get(i)) / all.size();
            }
            TensorVector states = new TensorVector();
            for (int i = 0; i < longest; i++) {
                List<PromptChunk> column = new ArrayList<>();
                for (List<PromptChunk> text : chunks) {
                    column.add(i < text.size() ? text.get(i) : empty);
                }
                states.push_back(encode(column, torch.tensor(shares)));
            }
            Tensor joined = torch.cat(states, 1);
            for (int i = 0; i < distinct.size(); i++) {
                contexts.put(
                        distinct.get(i),
                        Conditioning.of(Scope.retain(joined.narrow(0, i, 1).clone())));
            }
        }
        return contexts;
    }

    /** States of one chunk of each text, weighted: [texts, 77, width]. */
    private Tensor encode(List<PromptChunk> column, Tensor shares) {
        long[] ids = column.stream()
                .flatMapToInt(chunk -> Arrays.stream(chunk.tokens()))
                .asLongStream()
                .toArray();
        Tensor z = clip.encode(torch.tensor(ids).view(column.size(), -1), clipSkip);
        if (emphasis != Emphasis.ORIGINAL && emphasis != Emphasis.NO_NORM) {
            return z;
        }
        TensorVector multipliers = new TensorVector();
        column.forEach(chunk -> multipliers.push_back(torch.tensor(chunk.multipliers())));
        Tensor weighted = z.mul(torch.stack(multipliers).unsqueeze(-1).to(z));
        // A1111 brings the mean back to what it was, even where no weight was given.
        return emphasis == Emphasis.ORIGINAL
                ? weighted.mul(mean(z, shares).div(mean(weighted, shares)).to(z))
                : weighted;
    }

    /** The mean over all texts, each counted as often as it occurs. */
    private static Tensor mean(Tensor states, Tensor shares) {
        return states.flatten(1, -1).mean(1).to(shares).mul(shares).sum();
    }

    @Override
    public void close() {
        encoded.values().forEach(contexts -> contexts.values().forEach(Conditioning::free));
        encoded.clear();
    }
}
