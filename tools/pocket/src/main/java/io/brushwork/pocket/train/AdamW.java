package io.brushwork.pocket.train;

import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * AdamW (Loshchilov and Hutter, 2019, "Decoupled Weight Decay Regularization") over one vector of weights, as PyTorch
 * computes it.
 *
 * @param beta1 of the mean of gradients
 * @param beta2 of the mean of their squares
 * @param weightDecay share of a weight that a step takes away, times the learn rate
 */
record AdamW(double beta1, double beta2, double eps, double weightDecay) {
    /**
     * One step, in place.
     *
     * @param weights changed, as both moments are; all four of one shape
     * @param step number of this step, from 1
     */
    void step(Tensor weights, Tensor gradient, Tensor mean, Tensor square, double learnRate, long step) {
        try (Scope scope = new Scope();
                NoGradGuard constant = new NoGradGuard()) {
            weights.mul_(new Scalar(1 - learnRate * weightDecay));
            mean.lerp_(gradient, new Scalar(1 - beta1));
            square.mul_(new Scalar(beta2)).addcmul_(gradient, gradient, new Scalar(1 - beta2));
            double correction = Math.sqrt(1 - Math.pow(beta2, (double) step));
            Tensor spread = square.sqrt().div_(new Scalar(correction)).add_(new Scalar(eps));
            weights.addcdiv_(mean, spread, new Scalar(-learnRate / (1 - Math.pow(beta1, (double) step))));
        }
    }

    /** Makes a gradient shorter where it is longer than the limit; gives its length before. */
    static double clip(Tensor gradient, double limit) {
        try (Scope scope = new Scope();
                NoGradGuard constant = new NoGradGuard()) {
            double length = gradient.norm().item_double();
            if (length > limit) {
                gradient.mul_(new Scalar(limit / length));
            }
            return length;
        }
    }
}
