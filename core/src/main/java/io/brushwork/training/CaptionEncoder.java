package io.brushwork.training;

import io.brushwork.dataset.DataCache;
import io.brushwork.model.PromptEncoder;
import io.brushwork.model.clip.TextEncoder;
import io.brushwork.model.unet.Conditioning;
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
 * What the U-Net is told of captions. Round and square brackets weigh words as in prompts; prompt editing, AND and tags are
 * plain words here, as in A1111. The last texts are kept in memory, all of them on disk where there is a cache.
 */
final class CaptionEncoder implements AutoCloseable {
    /** About 240 MB at SD 1's size. */
    private static final int KEPT = 1024;

    private final TextModel clip;
    private final ClipTokenizer tokenizer;
    private final String identity;
    private final int clipSkip;
    private final @Nullable DataCache cache;
    private int most = KEPT;
    private final Map<String, Conditioning> kept = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param clip asked for only when a text has to be encoded
     * @param identity of the text model and its arithmetic, for the cache
     */
    CaptionEncoder(TextModel clip, ClipTokenizer tokenizer, String identity, int clipSkip, @Nullable DataCache cache) {
        this.clip = clip;
        this.tokenizer = tokenizer;
        this.identity = identity;
        this.clipSkip = clipSkip;
        this.cache = cache;
    }

    /**
     * Some texts side by side, their contexts [texts, tokens, width]; the shorter ones are filled up with their last vector,
     * as in A1111.
     */
    Conditioning of(List<String> texts) throws IOException {
        try (Scope scope = new Scope()) {
            List<Conditioning> each = new ArrayList<>();
            for (String text : texts) {
                each.add(of(text));
            }
            long longest = each.stream().mapToLong(Conditioning::tokens).max().orElse(0);
            List<Conditioning> filled =
                    each.stream().map(one -> filled(one, longest)).toList();
            return Conditioning.join(filled, 1).map(scope::keep);
        }
    }

    private static Conditioning filled(Conditioning one, long length) {
        long missing = length - one.tokens();
        if (missing == 0) {
            return one;
        }
        Tensor last = one.context().narrow(1, one.tokens() - 1, 1).expand(-1, missing, -1);
        return new Conditioning(torch.cat(new TensorVector(one.context(), last), 1), one.added());
    }

    /** Makes sure that texts are encoded, so that the text model is not asked for them again while they are kept. */
    void encode(List<String> texts) throws IOException {
        most = Math.max(most, texts.size());
        for (String text : texts) {
            of(text);
        }
    }

    /** The context of one text, which stays this object's. */
    private Conditioning of(String text) throws IOException {
        Conditioning known = kept.get(text);
        if (known != null) {
            return known;
        }
        try (Scope scope = new Scope()) {
            Conditioning made = cache == null
                    ? encode(text)
                    : cache.context(
                            new DataCache.ContextKey(text, identity, clipSkip, Emphasis.ORIGINAL), () -> encode(text));
            kept.put(text, made.map(Scope::retain));
        }
        if (kept.size() > most) {
            Map.Entry<String, Conditioning> oldest = kept.entrySet().iterator().next();
            kept.remove(oldest.getKey());
            oldest.getValue().free();
        }
        return kept.get(text);
    }

    /** Gives the text model, reading it where it is not in memory. */
    @FunctionalInterface
    interface TextModel {
        TextEncoder read() throws IOException;
    }

    private Conditioning encode(String text) throws IOException {
        try (PromptEncoder encoder = new PromptEncoder(clip.read(), tokenizer, clipSkip, Emphasis.ORIGINAL);
                InferenceMode normal = new InferenceMode(false)) {
            return encoder.at(List.of(new Scheduled(1, text)), 0)
                    .map(tensor -> tensor.detach().clone());
        }
    }

    @Override
    public void close() {
        kept.values().forEach(Conditioning::free);
        kept.clear();
    }
}
