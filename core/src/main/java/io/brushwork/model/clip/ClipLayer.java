package io.brushwork.model.clip;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.Attention;
import io.brushwork.nn.LayerNorm;
import io.brushwork.nn.Linear;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Scope;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One layer of a text tower: causal self-attention and a feed-forward, each after its layer norm.
 *
 * @param heads each 64 wide
 * @param activation of the feed-forward
 */
record ClipLayer(
        LayerNorm norm1,
        Linear q,
        Linear k,
        Linear v,
        Linear out,
        LayerNorm norm2,
        Linear up,
        Linear down,
        long heads,
        UnaryOperator<Tensor> activation) {
    private static final long HEAD_WIDTH = 64;
    private static final int EXPANSION = 4;

    /** OpenAI's quick GELU, {@code x sigmoid(1.702 x)}. */
    static Tensor quickGelu(Tensor x) {
        return x.mul(x.mul(new Scalar(1.702)).sigmoid());
    }

    /** Under the names of Hugging Face's CLIP. */
    static ClipLayer ofHuggingFace(Weights w, long width, UnaryOperator<Tensor> activation)
            throws ModelFormatException {
        Weights attention = w.at("self_attn");
        return new ClipLayer(
                w.layerNorm("layer_norm1", width),
                attention.linear("q_proj", width, width),
                attention.linear("k_proj", width, width),
                attention.linear("v_proj", width, width),
                attention.linear("out_proj", width, width),
                w.layerNorm("layer_norm2", width),
                w.linear("mlp.fc1", width, EXPANSION * width),
                w.linear("mlp.fc2", EXPANSION * width, width),
                width / HEAD_WIDTH,
                activation);
    }

    /** Under the names of OpenCLIP: exact GELU, the three projections in one tensor. */
    static ClipLayer ofOpenClip(Weights w, long width) throws ModelFormatException {
        Linear[] qkv = w.linearParts("attn.in_proj_weight", "attn.in_proj_bias", 3, width, width);
        return new ClipLayer(
                w.layerNorm("ln_1", width),
                qkv[0],
                qkv[1],
                qkv[2],
                w.linear("attn.out_proj", width, width),
                w.layerNorm("ln_2", width),
                w.linear("mlp.c_fc", width, EXPANSION * width),
                w.linear("mlp.c_proj", EXPANSION * width, width),
                width / HEAD_WIDTH,
                torch::gelu);
    }

    /** x: [n, tokens, width] -> the same shape. */
    Tensor forward(Tensor x) {
        return Scope.of(() -> {
            Tensor h = norm1.forward(x);
            Tensor attended = Attention.attend(head(q, h), head(k, h), head(v, h), true);
            Tensor y = out.forwardAdd(attended, x);
            return down.forwardAdd(activation.apply(up.forward(norm2.forward(y))), y);
        });
    }

    private Tensor head(Linear projection, Tensor h) {
        return Attention.splitHeads(projection.forward(h), heads);
    }
}
