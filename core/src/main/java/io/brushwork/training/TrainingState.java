package io.brushwork.training;

import io.brushwork.training.guard.LossGuard;
import io.brushwork.training.guard.StepGuard;
import java.util.SortedMap;

/**
 * Where a run stands besides the weights and AdamW's moments. All that is drawn at random is a function of {@code seed},
 * {@code step} and {@code attempt} (see {@link io.brushwork.tensor.SplitMix}), so there are no generators to be kept.
 *
 * @param step steps that the network has
 * @param seed of the run
 * @param attempt how often a step was not made or the run was taken back; what is drawn then is drawn anew
 * @param updates that AdamW has made
 * @param lossScale what losses are multiplied by before the gradients, for float16; 1 for none
 * @param lossScaleGood updates since it last changed
 * @param lossGuard what the watch over the losses remembers
 * @param stepGuard what the watch over the gradients remembers
 * @param holdout held-out losses by step; the least is that of the best copy
 * @param lastDropped whether the step tried last was not made
 * @param dueDone whether previews and measurements of this step are done
 * @param goodStep the last step at which nothing was found wrong with a preview; copies up to it can be gone back to
 */
record TrainingState(
        long step,
        long seed,
        int attempt,
        long updates,
        double lossScale,
        int lossScaleGood,
        LossGuard.State lossGuard,
        StepGuard.State stepGuard,
        SortedMap<Long, Double> holdout,
        boolean lastDropped,
        boolean dueDone,
        long goodStep) {}
