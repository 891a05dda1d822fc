package io.brushwork.model.unet;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.Conv2d;
import io.brushwork.nn.GroupNorm;
import io.brushwork.nn.Linear;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Two convolutions with the time embedding between them, {@code ldm.modules.diffusionmodules.openaimodel.ResBlock}. */
final class ResBlock implements UNetLayer {
    private static final double EPS = 1e-5;

    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final Linear timeEmb;
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final @Nullable Conv2d skip;

    ResBlock(Weights w, UNetConfig config, Padding padding) throws ModelFormatException {
        long in = w.size("in_layers.2.weight", 1);
        long out = w.size("in_layers.2.weight", 0);
        norm1 = w.groupNorm("in_layers.0", in, EPS);
        conv1 = w.conv("in_layers.2", in, out, 3, 1, padding);
        timeEmb = w.linear("emb_layers.1", config.timeWidth(), out);
        norm2 = w.groupNorm("out_layers.0", out, EPS);
        conv2 = w.conv("out_layers.3", out, out, 3, 1, padding);
        skip = in == out ? null : w.conv("skip_connection", in, out, 1, 1, padding);
    }

    @Override
    public Tensor forward(Tensor x, Tensor emb, AttentionKeys keys) {
        return Scope.of(() -> {
            Tensor h = conv1.forward(norm1.forwardSilu(x));
            // In place, as everything that no gradient needs: what is written to was made one line before.
            h = h.add_(timeEmb.forward(emb).unsqueeze(-1).unsqueeze(-1));
            return conv2.forwardAdd(norm2.forwardSilu(h), skip == null ? x : skip.forward(x));
        });
    }
}
