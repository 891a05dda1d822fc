package io.brushwork;

import io.brushwork.model.clip.ClipTextModel;
import io.brushwork.tensor.Scope;
import io.brushwork.text.ClipTokenizer;
import io.brushwork.text.Emphasis;
import io.brushwork.text.PromptChunk;
import io.brushwork.text.PromptChunker;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Makes the U-Net's context of a prompt: chunks of 75 tokens, each through the text model by itself, weighted by the
 * prompt's emphasis, side by side. Texts are encoded once; closing frees them. For one generation.
 */
final class PromptEncoder implements AutoCloseable {
    private final ClipTextModel clip;
    private final PromptChunker chunker;
    private final int clipSkip;
    private final Emphasis emphasis;
    private final Map<String, Tensor> encoded = new HashMap<>();

    PromptEncoder(ClipTextModel clip, ClipTokenizer tokenizer, int clipSkip, Emphasis emphasis) {
        this.clip = clip;
        this.chunker = new PromptChunker(tokenizer, clip.paddingToken(), PromptChunker.DEFAULT_COMMA_BACKTRACK);
        this.clipSkip = clipSkip;
        this.emphasis = emphasis;
    }

    /** The context of a text without schedules or tags: [1, 77 * chunks, width]; owned by this encoder. */
    Tensor encode(String text) {
        Tensor known = encoded.get(text);
        if (known == null) {
            try (Scope scope = new Scope()) {
                TensorVector chunks = new TensorVector();
                for (PromptChunk chunk : chunker.chunk(text, emphasis).chunks()) {
                    chunks.push_back(encode(chunk));
                }
                known = Scope.retain(torch.cat(chunks, 1));
            }
            encoded.put(text, known);
        }
        return known;
    }

    private Tensor encode(PromptChunk chunk) {
        long[] ids = new long[chunk.tokens().length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = chunk.tokens()[i];
        }
        Tensor z = clip.forward(torch.tensor(ids).unsqueeze(0), clipSkip);
        if (emphasis != Emphasis.ORIGINAL && emphasis != Emphasis.NO_NORM) {
            return z;
        }
        Tensor weighted = z.mul(torch.tensor(chunk.multipliers()).view(1, -1, 1).to(z));
        // A1111 brings the mean of the whole chunk back to what it was, even where no weight was given.
        return emphasis == Emphasis.ORIGINAL ? weighted.mul(z.mean().div(weighted.mean())) : weighted;
    }

    @Override
    public void close() {
        encoded.values().forEach(Tensor::close);
        encoded.clear();
    }
}
