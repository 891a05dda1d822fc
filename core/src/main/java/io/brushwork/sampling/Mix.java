package io.brushwork.sampling;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Linear combinations of latents. Their factors stay in float64 until they meet the tensor. */
final class Mix {
    private Mix() {}

    /** {@code a x}. */
    static Tensor mix(double a, Tensor x) {
        return x.mul(new Scalar(a));
    }

    /** {@code a x + b y}. */
    static Tensor mix(double a, Tensor x, double b, Tensor y) {
        return mix(a, x).add_(y, new Scalar(b));
    }

    /** {@code a x + b y + c z}. */
    static Tensor mix(double a, Tensor x, double b, Tensor y, double c, Tensor z) {
        return mix(a, x, b, y).add_(z, new Scalar(c));
    }
}
