package io.brushwork.training;

import java.util.Collection;
import org.bytedeco.pytorch.Tensor;

/** What losses are multiplied by where the U-Net computes in float16, so that small gradients do not vanish. */
final class LossScale {
    private static final double FIRST = 65536;
    /** Good updates after which the scale is doubled, as torch's GradScaler does. */
    private static final int GROWS_AFTER = 2000;

    private final boolean on;
    private double value;
    private int good;

    LossScale(boolean on) {
        this.on = on;
        value = on ? FIRST : 1;
    }

    double value() {
        return value;
    }

    int good() {
        return good;
    }

    void restore(double value, int good) {
        this.value = value;
        this.good = good;
    }

    /** Makes true gradients of scaled ones: what looks at them after this sees no scale. */
    void remove(Collection<Tensor> weights) {
        if (value != 1) {
            GradientClip.multiply(weights, 1 / value);
        }
    }

    /** True where the scale was too large for float16; it is halved then, and the step is drawn anew. */
    boolean overflowed(double norm) {
        if (!on) {
            return false;
        }
        if (Double.isFinite(norm)) {
            good++;
            if (good == GROWS_AFTER) {
                value *= 2;
                good = 0;
            }
            return false;
        }
        good = 0;
        value /= 2;
        return value >= 1;
    }
}
