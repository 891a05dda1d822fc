package io.brushwork.training;

import io.brushwork.files.picture.Picture;
import io.brushwork.training.guard.GuardAction;
import io.brushwork.training.guard.LossGuard;
import io.brushwork.training.guard.PreviewNoise;
import io.brushwork.training.guard.StepGuard;
import java.util.List;
import java.util.Optional;

/** The guards of a run together: what the losses, the gradients and the previews say, and what it does to the rate. */
final class RunGuards {
    private final TrainingOptions.Guard options;
    private LossGuard losses;
    private StepGuard steps;

    RunGuards(TrainingOptions.Guard options) {
        this.options = options;
        losses = new LossGuard(action(), LossGuard.DEFAULT_THRESHOLD);
        steps = new StepGuard(options.restarts());
    }

    private GuardAction action() {
        return options.lowerRate() ? GuardAction.LOWER : GuardAction.WARN;
    }

    LossGuard.State lossState() {
        return losses.state();
    }

    StepGuard.State stepState() {
        return steps.state();
    }

    /** Goes back to what was remembered at a copy. */
    void restore(TrainingState state) {
        losses = LossGuard.of(action(), LossGuard.DEFAULT_THRESHOLD, state.lossGuard());
        steps = StepGuard.of(options.restarts(), state.stepGuard());
    }

    /**
     * As {@link #restore}, for a run that is taken back: what has gone wrong since stays counted, and the rate stays as low
     * as it is.
     */
    void takeBack(TrainingState state) {
        int drops = steps.state().drops();
        double factor = losses.rateFactor();
        LossGuard.State old = state.lossGuard();
        losses = LossGuard.of(
                action(),
                LossGuard.DEFAULT_THRESHOLD,
                new LossGuard.State(
                        old.recent(), old.trend(), old.sinceAlarm(), old.high(), Math.min(factor, old.rateFactor())));
        steps = StepGuard.of(
                options.restarts(), new StepGuard.State(drops, state.stepGuard().logNorms()));
    }

    /** Forgets what was lowered: for a run that goes on with a rate that someone has chosen anew. */
    void freshRate() {
        LossGuard.State old = losses.state();
        losses = LossGuard.of(
                action(),
                LossGuard.DEFAULT_THRESHOLD,
                new LossGuard.State(old.recent(), old.trend(), old.sinceAlarm(), old.high(), 1));
        steps = StepGuard.of(
                options.restarts(), new StepGuard.State(0, steps.state().logNorms()));
    }

    /** What is to be done where the network itself is found damaged. */
    StepGuard.Verdict fail(long step, String fault) {
        return steps.fail(step, fault);
    }

    /** What the schedule's rate is multiplied by. */
    double rateFactor() {
        return losses.rateFactor() * steps.rateFactor();
    }

    double meanLoss() {
        return losses.mean();
    }

    StepGuard.Verdict judge(long step, double loss, double norm) {
        return steps.judge(step, loss, norm);
    }

    Optional<String> see(long step, double loss) {
        return losses.see(step, loss);
    }

    /** What is to be done where a preview has become noise; empty where none has. */
    Optional<StepGuard.Verdict> judge(long step, List<Picture> without, List<Picture> previews) {
        if (!options.previewNoise()) {
            return Optional.empty();
        }
        for (int i = 0; i < previews.size(); i++) {
            Optional<String> noise = PreviewNoise.in(previews.get(i), without.get(i));
            if (noise.isPresent()) {
                return Optional.of(steps.fail(step, noise.get()));
            }
        }
        return Optional.empty();
    }
}
