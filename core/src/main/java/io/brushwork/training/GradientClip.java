package io.brushwork.training;

import io.brushwork.base.Labels;
import io.brushwork.tensor.Scope;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** What keeps a single batch from moving the weights too far; on true gradients; A1111 clips scaled ones. */
public enum GradientClip {
    DISABLED,
    /** Holds each element between -limit and limit. */
    VALUE,
    /** Scales all gradients together so that their norm is at most the limit. */
    NORM;

    /** The mode called {@code disabled}, {@code value} or {@code norm}. */
    public static GradientClip named(String name) {
        return Labels.of(List.of(values()), GradientClip::label, "clipMode", name.strip());
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The norm of all gradients together. */
    static double norm(Collection<Tensor> weights) {
        double[] squares = new double[1];
        each(weights, gradient -> {
            double norm = torch.norm(gradient.to(ScalarType.Float)).item_double();
            squares[0] += norm * norm;
        });
        return Math.sqrt(squares[0]);
    }

    /**
     * Changes the gradients in place.
     *
     * @param norm of all of them together
     */
    void apply(Collection<Tensor> weights, double limit, double norm) {
        switch (this) {
            case DISABLED -> {}
            case VALUE -> each(weights, gradient -> gradient.clamp_(limit(-limit), limit(limit)));
            case NORM -> {
                // The 1e-6 is torch.nn.utils.clip_grad_norm_'s.
                double factor = limit / (norm + 1e-6);
                if (factor < 1) {
                    multiply(weights, factor);
                }
            }
        }
    }

    /** Multiplies all gradients in place. */
    static void multiply(Collection<Tensor> weights, double factor) {
        each(weights, gradient -> gradient.mul_(new Scalar(factor)));
    }

    /** Does something to every gradient that there is. */
    static void each(Collection<Tensor> weights, Consumer<Tensor> change) {
        for (Tensor weight : weights) {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor gradient = new Tensor(weight.mutable_grad());
                if (gradient.defined()) {
                    change.accept(gradient);
                }
            }
        }
    }

    private static ScalarOptional limit(double value) {
        return new ScalarOptional(new Scalar(value));
    }
}
