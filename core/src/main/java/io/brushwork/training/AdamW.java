package io.brushwork.training;

import io.brushwork.tensor.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101) at PyTorch's defaults, which A1111 trains
 * with: betas 0.9 and 0.999, eps 1e-8, weight decay 0.01. Its state is open, so that a run can be saved and go on to the
 * bit.
 */
final class AdamW implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPS = 1e-8;

    private final Map<String, Tensor> weights;
    private final Map<String, Tensor> first = new LinkedHashMap<>();
    private final Map<String, Tensor> second = new LinkedHashMap<>();
    private final double weightDecay;
    private long updates;

    /** @param weights leaves that require gradients; they stay their owner's */
    AdamW(Map<String, Tensor> weights, double weightDecay) {
        this.weights = new LinkedHashMap<>(weights);
        this.weightDecay = weightDecay;
        weights.forEach((name, weight) -> {
            first.put(name, Scope.retain(torch.zeros_like(weight)));
            second.put(name, Scope.retain(torch.zeros_like(weight)));
        });
    }

    /** Updates taken so far. */
    long updates() {
        return updates;
    }

    /** Makes room for the gradients of the next step. */
    void zeroGradients() {
        GradientClip.each(weights.values(), Tensor::zero_);
    }

    /** Whether all weights are numbers. */
    boolean isFinite() {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return weights.values().stream()
                    .allMatch(weight -> weight.isfinite().all().item_bool());
        }
    }

    /** Moves every weight that has a gradient. */
    void step(double learnRate) {
        updates++;
        double correction1 = 1 - Math.pow(BETA1, (double) updates);
        double correction2 = Math.sqrt(1 - Math.pow(BETA2, (double) updates));
        for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor weight = entry.getValue();
                Tensor gradient = new Tensor(weight.grad());
                if (!gradient.defined()) {
                    continue;
                }
                Tensor mean = of(first, entry.getKey());
                Tensor square = of(second, entry.getKey());
                weight.mul_(new Scalar(1 - learnRate * weightDecay));
                mean.lerp_(gradient, new Scalar(1 - BETA1));
                square.mul_(new Scalar(BETA2)).addcmul_(gradient, gradient, new Scalar(1 - BETA2));
                Tensor root = square.sqrt().div_(new Scalar(correction2)).add_(new Scalar(EPS));
                weight.addcdiv_(mean, root, new Scalar(-learnRate / correction1));
            }
        }
    }

    /** The moments by the names of the weights, {@code exp_avg.NAME} and {@code exp_avg_sq.NAME}; they stay this object's. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        first.forEach((name, tensor) -> state.put("exp_avg." + name, tensor));
        second.forEach((name, tensor) -> state.put("exp_avg_sq." + name, tensor));
        return state;
    }

    /** Goes back to a saved state: values by the names of {@link #state}. */
    void restore(Map<String, Tensor> saved, long updates) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            state().forEach((name, tensor) -> tensor.copy_(of(saved, name)));
        }
        this.updates = updates;
    }

    private static Tensor of(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    @Override
    public void close() {
        state().values().forEach(Tensor::close);
    }
}
