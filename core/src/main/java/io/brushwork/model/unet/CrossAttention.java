package io.brushwork.model.unet;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.Affine;
import io.brushwork.nn.Attention;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Linear;
import io.brushwork.nn.Site;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Scope;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head attention, {@code ldm.modules.attention.CrossAttention}. Queries come from the latent; keys and values from
 * the prompt ({@code attn2}) or from the latent itself ({@code attn1}). The only place where hypernetworks act.
 */
final class CrossAttention {
    private final Site site;
    private final long heads;
    private final Linear toQ;
    private final Linear toK;
    private final Linear toV;
    private final Linear toOut;

    CrossAttention(Weights w, Site site, long queryWidth, long heads) throws ModelFormatException {
        this.site = site;
        this.heads = heads;
        toQ = w.linear("to_q", queryWidth, queryWidth);
        toK = w.linear("to_k", site.width(), queryWidth);
        toV = w.linear("to_v", site.width(), queryWidth);
        toOut = w.linear("to_out.0", queryWidth, queryWidth);
    }

    Site site() {
        return site;
    }

    /** Attention of x [n, tokens, queryWidth], plus a tensor of its shape. */
    Tensor forwardAdd(Tensor x, AttentionKeys keys, Tensor other) {
        return Scope.of(() -> {
            AttentionKeys.KeyValue kv = keys.of(this, x);
            Tensor q = Attention.splitHeads(toQ.forward(x), heads);
            return toOut.forwardAdd(Attention.attend(q, kv.key(), kv.value(), false), other);
        });
    }

    /** Keys and values of a context [n, contextTokens, width], rewritten by the transform first. */
    AttentionKeys.KeyValue project(Tensor context, ContextTransform transform) {
        return project(transform.forKey(context, site), transform.forValue(context, site));
    }

    /** Keys of one context and values of another, as they are. */
    AttentionKeys.KeyValue project(Tensor forKey, Tensor forValue) {
        return new AttentionKeys.KeyValue(
                Attention.splitHeads(toK.forward(forKey), heads), Attention.splitHeads(toV.forward(forValue), heads));
    }

    /** Keys and values through projections into which the transform was folded. */
    AttentionKeys.KeyValue project(Tensor context, Folded folded) {
        return new AttentionKeys.KeyValue(
                Attention.splitHeads(folded.toK().forward(context), heads),
                Attention.splitHeads(folded.toV().forward(context), heads));
    }

    /** The projections with the transform folded in, made in the current scope; null where it is not affine. */
    @Nullable
    Folded fold(ContextTransform transform) {
        Affine key = transform.affineKey(site);
        Affine value = transform.affineValue(site);
        if (key == null || value == null) {
            return null;
        }
        return new Folded(fold(key, toK), fold(value, toV));
    }

    private static Linear fold(Affine first, Linear projection) {
        return projection.like(first.then(projection.affine()));
    }

    /** Projections of keys and values that stand for a transform and the layer's own. */
    record Folded(Linear toK, Linear toV) {
        Folded map(UnaryOperator<Tensor> f) {
            return new Folded(toK.map(f), toV.map(f));
        }
    }
}
