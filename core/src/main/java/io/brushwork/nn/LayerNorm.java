package io.brushwork.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Layer normalisation over the last dimension, eps 1e-5. */
public record LayerNorm(Tensor weight, Tensor bias, ScalarType dtype) {
    private static final double EPS = 1e-5;

    public Tensor forward(Tensor x) {
        TensorOptional w = new TensorOptional(Cast.to(weight, dtype));
        return torch.layer_norm(x, new long[] {weight.size(0)}, w, new TensorOptional(Cast.to(bias, dtype)), EPS, true);
    }
}
