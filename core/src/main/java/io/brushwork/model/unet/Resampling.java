package io.brushwork.model.unet;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.Conv2d;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Halves a feature map by a strided convolution, or doubles it and convolves. */
final class Resampling implements UNetLayer {
    private final Conv2d conv;
    private final boolean doubles;

    private Resampling(Conv2d conv, boolean doubles) {
        this.conv = conv;
        this.doubles = doubles;
    }

    static Resampling down(Weights w, Padding padding) throws ModelFormatException {
        long channels = w.size("op.weight", 0);
        return new Resampling(w.conv("op", channels, channels, 3, 2, padding), false);
    }

    static Resampling up(Weights w, Padding padding) throws ModelFormatException {
        long channels = w.size("conv.weight", 0);
        return new Resampling(w.conv("conv", channels, channels, 3, 1, padding), true);
    }

    @Override
    public Tensor forward(Tensor x, Tensor emb, AttentionKeys keys) {
        if (!doubles) {
            return conv.forward(x);
        }
        return Scope.of(() -> conv.forward(torch.upsample_nearest2d(x, new long[] {2 * x.size(2), 2 * x.size(3)})));
    }
}
