package io.brushwork.model.vae;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.Conv2d;
import io.brushwork.nn.GroupNorm;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Picture to feature map, {@code ldm.modules.diffusionmodules.model.Encoder}. */
final class Encoder {
    private final Conv2d convIn;
    private final List<VaeBlock> blocks = new ArrayList<>();
    private final GroupNorm normOut;
    private final Conv2d convOut;

    Encoder(Weights w, VaeConfig config, Padding padding) throws ModelFormatException {
        convIn = w.conv("conv_in", w.size("conv_in.weight", 1), config.channels(), 3, 1, padding);
        for (int level = 0; level < config.levels(); level++) {
            Weights down = w.at("down." + level);
            for (int i = 0; i < down.count("block"); i++) {
                blocks.add(new VaeResBlock(down.at("block." + i), padding));
            }
            if (down.has("downsample.conv.weight")) {
                long channels = down.size("downsample.conv.weight", 0);
                blocks.add(halve(down.conv("downsample.conv", channels, channels, 3, 2, Padding.ZERO)));
            }
        }
        blocks.add(new VaeResBlock(w.at("mid.block_1"), padding));
        blocks.add(new VaeAttention(w.at("mid.attn_1")));
        blocks.add(new VaeResBlock(w.at("mid.block_2"), padding));
        long last = w.size("conv_out.weight", 1);
        normOut = w.groupNorm("norm_out", last, AutoencoderKl.EPS);
        convOut = w.conv("conv_out", last, w.size("conv_out.weight", 0), 3, 1, padding);
    }

    /** Padded on the right and at the bottom only, also where pictures tile, as ldm does it. */
    private static VaeBlock halve(Conv2d conv) {
        return x -> Scope.of(() -> conv.forwardUnpadded(torch.constant_pad_nd(x, 0, 1, 0, 1)));
    }

    /** x: [n, 3, h, w] -> [n, 2 * latentChannels, h / factor, w / factor]. */
    Tensor forward(Tensor x) {
        return Scope.of(() -> {
            Tensor h = convIn.forward(x);
            for (VaeBlock block : blocks) {
                Tensor next = block.forward(h);
                // Not at the end of the scope: these maps are what decides how much memory is needed.
                h.close();
                h = next;
            }
            return convOut.forward(normOut.forwardSilu(h));
        });
    }
}
