package io.brushwork.model.vae;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.Attention;
import io.brushwork.nn.GroupNorm;
import io.brushwork.nn.Linear;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/** Self-attention of one head over all places, {@code ldm.modules.diffusionmodules.model.AttnBlock}. */
final class VaeAttention {
    private final GroupNorm norm;
    private final Linear q;
    private final Linear k;
    private final Linear v;
    private final Linear projOut;

    VaeAttention(Weights w) throws ModelFormatException {
        long width = w.size("norm.weight", 0);
        norm = w.groupNorm("norm", width, AutoencoderKl.EPS);
        q = w.pointwise("q", width, width);
        k = w.pointwise("k", width, width);
        v = w.pointwise("v", width, width);
        projOut = w.pointwise("proj_out", width, width);
    }

    /** x: [n, channels, h, w] to another feature map. */
    Tensor forward(Tensor x) {
        long n = x.size(0);
        long c = x.size(1);
        long h = x.size(2);
        long w = x.size(3);
        return Scope.of(() -> {
            Tensor tokens = norm.forward(x).permute(0, 2, 3, 1).reshape(n, h * w, c);
            Tensor attended = Attention.attend(head(q, tokens), head(k, tokens), head(v, tokens), false);
            Tensor out = projOut.forwardAdd(attended, x.permute(0, 2, 3, 1).reshape(n, h * w, c));
            return out.reshape(n, h, w, c).permute(0, 3, 1, 2);
        });
    }

    private static Tensor head(Linear projection, Tensor tokens) {
        return Attention.splitHeads(projection.forward(tokens), 1);
    }
}
