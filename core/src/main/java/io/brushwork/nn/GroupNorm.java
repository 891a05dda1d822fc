package io.brushwork.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Group normalisation in 32 groups, as everywhere in Stable Diffusion. */
public record GroupNorm(Tensor weight, Tensor bias, double eps, ScalarType dtype) {
    private static final int GROUPS = 32;

    /** x: [n, channels, h, w]. */
    public Tensor forward(Tensor x) {
        TensorOptional w = new TensorOptional(Cast.to(weight, dtype));
        return torch.group_norm(x, GROUPS, w, new TensorOptional(Cast.to(bias, dtype)), eps, true);
    }

    /** SiLU, {@code x sigmoid(x)}, of {@link #forward}. */
    public Tensor forwardSilu(Tensor x) {
        // In place: the norm is kept by nobody else, and autograd saves what it needs.
        return torch.silu_(forward(x));
    }
}
