package io.brushwork.training;

import io.brushwork.dataset.DataCache;
import io.brushwork.model.PromptEncoder;
import io.brushwork.model.clip.ClipTextModel;
import io.brushwork.tensor.Scope;
import io.brushwork.text.ClipTokenizer;
import io.brushwork.text.Emphasis;
import io.brushwork.text.Scheduled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The U-Net's contexts of captions. Round and square brackets weigh words as in prompts; prompt editing, AND and tags are
 * plain words here, as in A1111. The last texts are kept in memory, all of them on disk where there is a cache.
 */
final class Contexts implements AutoCloseable {
    /** About 240 MB at SD 1's size. */
    private static final int KEPT = 1024;

    private final TextModel clip;
    private final ClipTokenizer tokenizer;
    private final String identity;
    private final int clipSkip;
    private final @Nullable DataCache cache;
    private int most = KEPT;
    private final Map<String, Tensor> kept = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param clip asked for only when a text has to be encoded
     * @param identity of the text model and its arithmetic, for the cache
     */
    Contexts(TextModel clip, ClipTokenizer tokenizer, String identity, int clipSkip, @Nullable DataCache cache) {
        this.clip = clip;
        this.tokenizer = tokenizer;
        this.identity = identity;
        this.clipSkip = clipSkip;
        this.cache = cache;
    }

    /** Contexts of some texts, [texts, tokens, width]; the shorter ones are filled up with their last vector, as in A1111. */
    Tensor of(List<String> texts) throws IOException {
        try (Scope scope = new Scope()) {
            List<Tensor> each = new ArrayList<>();
            long longest = 0;
            for (String text : texts) {
                Tensor context = of(text);
                each.add(context);
                longest = Math.max(longest, context.size(1));
            }
            TensorVector filled = new TensorVector();
            for (Tensor context : each) {
                long missing = longest - context.size(1);
                filled.push_back(
                        missing == 0
                                ? context
                                : torch.cat(
                                        new TensorVector(
                                                context,
                                                context.narrow(1, context.size(1) - 1, 1)
                                                        .expand(-1, missing, -1)),
                                        1));
            }
            return scope.keep(torch.cat(filled, 0));
        }
    }

    /** Makes sure that texts are encoded, so that the text model is not asked for them again while they are kept. */
    void encode(List<String> texts) throws IOException {
        most = Math.max(most, texts.size());
        for (String text : texts) {
            of(text);
        }
    }

    /** The context of one text, which stays this object's. */
    private Tensor of(String text) throws IOException {
        Tensor known = kept.get(text);
        if (known != null) {
            return known;
        }
        try (Scope scope = new Scope()) {
            Tensor made = cache == null
                    ? encode(text)
                    : cache.context(
                            new DataCache.ContextKey(text, identity, clipSkip, Emphasis.ORIGINAL), () -> encode(text));
            kept.put(text, Scope.retain(made));
        }
        if (kept.size() > most) {
            Map.Entry<String, Tensor> oldest = kept.entrySet().iterator().next();
            kept.remove(oldest.getKey());
            oldest.getValue().close();
        }
        return kept.get(text);
    }

    /** Gives the text model, reading it where it is not in memory. */
    @FunctionalInterface
    interface TextModel {
        ClipTextModel read() throws IOException;
    }

    private Tensor encode(String text) throws IOException {
        try (PromptEncoder encoder = new PromptEncoder(clip.read(), tokenizer, clipSkip, Emphasis.ORIGINAL);
                InferenceMode normal = new InferenceMode(false)) {
            return encoder.at(List.of(new Scheduled(1, text)), 0).detach().clone();
        }
    }

    @Override
    public void close() {
        kept.values().forEach(Tensor::close);
        kept.clear();
    }
}
