package io.brushwork.model.unet;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.LayerNorm;
import io.brushwork.nn.Linear;
import io.brushwork.nn.Site;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Scope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Self-attention, cross-attention and a gated feed-forward, {@code ldm.modules.attention.BasicTransformerBlock}. */
final class BasicTransformerBlock {
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final LayerNorm norm3;
    private final CrossAttention attn1;
    private final CrossAttention attn2;
    private final GeGlu feedForward;

    /** @param place of this layer; block and layer are taken from it */
    BasicTransformerBlock(Weights w, UNetConfig config, Site place, long width) throws ModelFormatException {
        long heads = config.heads(width);
        Site self = new Site(place.part(), place.block(), place.layer(), false, width);
        Site cross = new Site(place.part(), place.block(), place.layer(), true, config.contextWidth());
        norm1 = w.layerNorm("norm1", width);
        norm2 = w.layerNorm("norm2", width);
        norm3 = w.layerNorm("norm3", width);
        attn1 = new CrossAttention(w.at("attn1"), self, width, heads);
        attn2 = new CrossAttention(w.at("attn2"), cross, width, heads);
        feedForward = new GeGlu(w.at("ff.net"), width);
    }

    List<CrossAttention> attention() {
        return List.of(attn1, attn2);
    }

    /** x: [n, tokens, width] -> the same shape. */
    Tensor forward(Tensor x, AttentionKeys keys) {
        return Scope.of(() -> {
            Tensor h = attn1.forwardAdd(norm1.forward(x), keys, x);
            h = attn2.forwardAdd(norm2.forward(h), keys, h);
            return feedForward.forwardAdd(norm3.forward(h), h);
        });
    }

    /** A linear layer gated by GELU of another one, and one back. */
    private static final class GeGlu {
        private static final int EXPANSION = 4;

        private final Linear value;
        private final Linear gate;
        private final Linear out;

        GeGlu(Weights w, long width) throws ModelFormatException {
            // One tensor in files. Apart, GELU and the product need no passes over memory of their own: 0.75 to 0.8 of
            // the time of one layer whose result is cut in two (docs/performance.md).
            Linear[] halves = w.linearParts("0.proj.weight", "0.proj.bias", 2, width, EXPANSION * width);
            value = halves[0];
            gate = halves[1];
            out = w.linear("2", EXPANSION * width, width);
        }

        /** The gated feed-forward of x, plus a tensor of its shape. */
        Tensor forwardAdd(Tensor x, Tensor other) {
            return Scope.of(() -> out.forwardAdd(value.forwardTimes(x, gate.forwardGelu(x)), other));
        }
    }
}
