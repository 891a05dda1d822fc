package io.brushwork.model.unet;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.LayerNorm;
import io.brushwork.nn.Linear;
import io.brushwork.nn.Site;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Scope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

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
    Tensor forward(Tensor x, KeySource keys) {
        return Scope.of(() -> {
            Tensor h = x.add(attn1.forward(norm1.forward(x), keys));
            h = h.add(attn2.forward(norm2.forward(h), keys));
            return h.add(feedForward.forward(norm3.forward(h)));
        });
    }

    /** A linear layer whose one half gates the other through GELU, and one back. */
    private static final class GeGlu {
        private static final int EXPANSION = 4;

        private final Linear in;
        private final Linear out;

        GeGlu(Weights w, long width) throws ModelFormatException {
            in = w.linear("0.proj", width, 2 * EXPANSION * width);
            out = w.linear("2", EXPANSION * width, width);
        }

        Tensor forward(Tensor x) {
            return Scope.of(() -> {
                TensorVector halves = in.forward(x).chunk(2, -1);
                return out.forward(halves.get(0).mul(torch.gelu(halves.get(1))));
            });
        }
    }
}
