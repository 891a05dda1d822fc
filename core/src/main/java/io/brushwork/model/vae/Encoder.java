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

/** Picture to feature map, {@code ldm.modules.diffusionmodules.model.Encoder}. */
final class Encoder {
    private final Conv2d convIn;
    private final List<UnaryOperator<Tensor>> blocks = new ArrayList<>();
    private final GroupNorm normOut;
    private final Conv2d convOut;

    Encoder(Weights w, int levels, Padding padding) throws ModelFormatException {
        convIn = w.conv("conv_in", w.size("conv_in.weight", 1), w.size("conv_in.weight", 0), 3, 1, padding);
        for (int level = 0; level < levels; level++) {
            Weights down = w.at("down." + level);
            for (int i = 0; i < down.count("block"); i++) {
                blocks.add(new VaeResBlock(down.at("block." + i), padding)::forward);
            }
            if (down.has("downsample.conv.weight")) {
                long channels = down.size("downsample.conv.weight", 0);
                blocks.add(halve(down.conv("downsample.conv", channels, channels, 3, 2, Padding.ZERO)));
            }
        }
        blocks.add(new VaeResBlock(w.at("mid.block_1"), padding)::forward);
        blocks.add(new VaeAttention(w.at("mid.attn_1"))::forward);
        blocks.add(new VaeResBlock(w.at("mid.block_2"), padding)::forward);
        long last = w.size("conv_out.weight", 1);
        normOut = w.groupNorm("norm_out", last, AutoencoderKl.EPS);
        convOut = w.conv("conv_out", last, w.size("conv_out.weight", 0), 3, 1, padding);
    }

    /** Padded on the right and at the bottom only, also where pictures tile, as ldm does it. */
    private static UnaryOperator<Tensor> halve(Conv2d conv) {
        return x -> Scope.of(() -> conv.forwardUnpadded(torch.constant_pad_nd(x, 0, 1, 0, 1)));
    }

    /** x: [n, 3, h, w] -> [n, 2 * latentChannels, h / factor, w / factor]. */
    Tensor forward(Tensor x) {
        return Scope.of(() -> {
            Tensor h = convIn.forward(x);
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
