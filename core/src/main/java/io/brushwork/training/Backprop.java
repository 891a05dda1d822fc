package io.brushwork.training;

import io.brushwork.model.unet.UNet;
import io.brushwork.nn.ContextTransform;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The gradient of the loss by what a transform learns; the U-Net itself is frozen, and no gradient is computed for its
 * weights.
 *
 * @param checkpointing whether the U-Net is gone back through block by block, in less memory and more time
 */
record Backprop(UNet unet, DenoisingLoss loss, boolean checkpointing) {

    /**
     * Adds the gradients to those of the transform's weights.
     *
     * @param share what the loss is multiplied by: one over the batches that are gathered, times the scale of the loss
     * @return the loss itself
     */
    double accumulate(MicroBatch batch, ContextTransform transform, double share) {
        try (Scope scope = new Scope()) {
            Tensor noisy = loss.noisy(batch);
            Tensor timesteps = timesteps(batch);
            if (!checkpointing) {
                Tensor value = loss.of(unet.forward(noisy, timesteps, batch.conditioning(), transform), batch);
                value.mul(new Scalar(share)).backward();
                return value.item_double();
            }
            double[] value = new double[1];
            unet.backward(noisy, timesteps, batch.conditioning(), transform, predicted -> {
                Tensor leaf = predicted.detach().requires_grad_(true);
                Tensor each = loss.of(leaf, batch);
                each.mul(new Scalar(share)).backward();
                value[0] = each.item_double();
                return new Tensor(leaf.grad());
            });
            return value[0];
        }
    }

    /** The loss alone, dropout as the transform has it. */
    double evaluate(MicroBatch batch, ContextTransform transform) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor predicted = unet.forward(loss.noisy(batch), timesteps(batch), batch.conditioning(), transform);
            return loss.of(predicted, batch).item_double();
        }
    }

    private static Tensor timesteps(MicroBatch batch) {
        return torch.tensor(
                batch.timesteps().stream().mapToLong(Integer::longValue).toArray());
    }
}
