package io.brushwork.model.vae;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.Conv2d;
import io.brushwork.nn.GroupNorm;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Feature map to picture, {@code ldm.modules.diffusionmodules.model.Decoder}. */
final class Decoder {
    private final Conv2d convIn;
    private final List<UnaryOperator<Tensor>> blocks = new ArrayList<>();
    private final GroupNorm normOut;
    private final Conv2d convOut;

    Decoder(Weights w, long latentChannels, int levels, Padding padding) throws ModelFormatException {
        convIn = w.conv("conv_in", latentChannels, w.size("conv_in.weight", 0), 3, 1, padding);
        blocks.add(new VaeResBlock(w.at("mid.block_1"), padding)::forward);
        blocks.add(new VaeAttention(w.at("mid.attn_1"))::forward);
        blocks.add(new VaeResBlock(w.at("mid.block_2"), padding)::forward);
        for (int level = levels - 1; level >= 0; level--) {
            Weights up = w.at("up." + level);
            for (int i = 0; i < up.count("block"); i++) {
                blocks.add(new VaeResBlock(up.at("block." + i), padding)::forward);
            }
            if (up.has("upsample.conv.weight")) {
                long channels = up.size("upsample.conv.weight", 0);
                blocks.add(twice(up.conv("upsample.conv", channels, channels, 3, 1, padding)));
            }
        }
        long last = w.size("conv_out.weight", 1);
        normOut = w.groupNorm("norm_out", last, AutoencoderKl.EPS);
        convOut = w.conv("conv_out", last, w.size("conv_out.weight", 0), 3, 1, padding);
    }

    private static UnaryOperator<Tensor> twice(Conv2d conv) {
        return x ->
                Scope.of(() -> conv.forward(torch.upsample_nearest2d(x, new long[] {2 * x.size(2), 2 * x.size(3)})));
    }

    /** z: [n, latentChannels, h, w] -> [n, 3, factor * h, factor * w]. */
    Tensor forward(Tensor z) {
        return Scope.of(() -> {
            Tensor h = convIn.forward(z);
            for (UnaryOperator<Tensor> block : blocks) {
                Tensor next = block.apply(h);
                // Not at the end of the scope: these maps are what decides how much memory is needed.
                h.close();
                h = next;
            }
            return convOut.forward(normOut.forwardSilu(h));
        });
    }
}
