package io.brushwork.model.vae;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.Conv2d;
import io.brushwork.nn.GroupNorm;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Two convolutions and a shortcut, {@code ldm.modules.diffusionmodules.model.ResnetBlock}. */
final class VaeResBlock {
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final @Nullable Conv2d shortcut;

    VaeResBlock(Weights w, Padding padding) throws ModelFormatException {
        long in = w.size("conv1.weight", 1);
        long out = w.size("conv1.weight", 0);
        norm1 = w.groupNorm("norm1", in, AutoencoderKl.EPS);
        conv1 = w.conv("conv1", in, out, 3, 1, padding);
        norm2 = w.groupNorm("norm2", out, AutoencoderKl.EPS);
        conv2 = w.conv("conv2", out, out, 3, 1, padding);
        shortcut = in == out ? null : w.conv("nin_shortcut", in, out, 1, 1, padding);
    }

    /** x: [n, channels, h, w] to another feature map. */
    Tensor forward(Tensor x) {
        return Scope.of(() -> {
            Tensor h = conv1.forward(norm1.forwardSilu(x));
            return conv2.forwardAdd(norm2.forwardSilu(h), shortcut == null ? x : shortcut.forward(x));
        });
    }
}
