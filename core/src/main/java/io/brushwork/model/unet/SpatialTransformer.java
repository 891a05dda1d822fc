package io.brushwork.model.unet;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.GroupNorm;
import io.brushwork.nn.Linear;
import io.brushwork.nn.Site;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Transformer layers over the places of a feature map, {@code ldm.modules.attention.SpatialTransformer}. The projections
 * are 1x1 convolutions in SD 1 and linear layers in SD 2: the same map, over channels.
 */
final class SpatialTransformer implements UNetLayer {
    private static final double EPS = 1e-6;

    private final GroupNorm norm;
    private final Linear projIn;
    private final List<BasicTransformerBlock> layers = new ArrayList<>();
    private final Linear projOut;

    SpatialTransformer(Weights w, UNetConfig config, Site.Part part, int block) throws ModelFormatException {
        long width = w.size("norm.weight", 0);
        norm = w.groupNorm("norm", width, EPS);
        projIn = w.pointwise("proj_in", width, width);
        for (int i = 0; i < w.count("transformer_blocks"); i++) {
            Site place = new Site(part, block, i, false, width);
            layers.add(new BasicTransformerBlock(w.at("transformer_blocks." + i), config, place, width));
        }
        projOut = w.pointwise("proj_out", width, width);
    }

    @Override
    public List<CrossAttention> attention() {
        return layers.stream().flatMap(l -> l.attention().stream()).toList();
    }

    @Override
    public Tensor forward(Tensor x, Tensor emb, AttentionKeys keys) {
        long n = x.size(0);
        long c = x.size(1);
        long h = x.size(2);
        long w = x.size(3);
        return Scope.of(() -> {
            // Channels last, this reshape is a view.
            Tensor tokens = projIn.forward(norm.forward(x).permute(0, 2, 3, 1).reshape(n, h * w, c));
            for (BasicTransformerBlock layer : layers) {
                tokens = layer.forward(tokens, keys);
            }
            Tensor out = projOut.forwardAdd(tokens, x.permute(0, 2, 3, 1).reshape(n, h * w, c));
            return out.reshape(n, h, w, c).permute(0, 3, 1, 2);
        });
    }
}
