package io.brushwork.training;

import io.brushwork.files.DType;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.picture.Picture;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkConfig;
import io.brushwork.nn.ContextTransform;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.tensor.SplitMix;
import io.brushwork.training.guard.StepGuard;
import io.brushwork.training.schedule.LearnRateSchedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The run itself: step after step, with what is due after each. A step that cannot be trusted is not made; a run that went
 * wrong is taken back to a copy of before. What the loop remembers is in {@link TrainingState}, and nowhere else.
 */
final class TrainingLoop implements AutoCloseable {
    /** Parts of a pass that are drawn by generators of their own; {@link TrainingData} has the numbers below. */
    private static final int DROPOUT = 3;

    private static final int STRENGTH = 4;

    private final TrainingOptions options;
    private final Parts parts;
    private final long seed;
    private final AdamW adamW;
    private final RunGuards watch;
    private final LossScale scale;
    private final HoldoutHistory holdouts;
    private final LearnRateSchedule rates;
    private final LearnRateSchedule limits;
    private long step;
    private int attempt;
    private long goodStep;
    private boolean lastDropped;
    private boolean dueDone = true;
    /** Whether weights have changed since they were written. */
    private boolean dirty = true;

    /** What a loop works with; all of it stays its owner's. */
    record Parts(
            Hypernetwork network,
            HypernetworkConfig settings,
            Backprop backprop,
            TrainingData data,
            HoldoutLoss holdout,
            @Nullable Previews previews,
            TrainingCheckpoints copies,
            RunLog log,
            Compute compute,
            RememberingListener listener) {}

    TrainingLoop(TrainingOptions options, Parts parts, long seed) {
        this.options = options;
        this.parts = parts;
        this.seed = seed;
        adamW = new AdamW(parts.network().weights(), options.optimization().weightDecay());
        watch = new RunGuards(options.guard());
        holdouts = new HoldoutHistory(parts.holdout(), parts.log(), parts.listener());
        scale = new LossScale(parts.compute().dtype() == ScalarType.Half);
        step = parts.settings().step();
        goodStep = step;
        TrainingOptions.Optimization how = options.optimization();
        // From step 0, whatever the network has: steps are absolute, and a run may go back.
        rates = how.rates(0);
        limits = how.limits();
    }

    long step() {
        return step;
    }

    long lastStep() {
        return rates.lastStep();
    }

    HoldoutHistory holdouts() {
        return holdouts;
    }

    /**
     * Takes the run up where a copy was made; the network has that copy's weights already.
     *
     * @param newRate whether the rate was chosen anew, so that what guards have lowered is forgotten
     */
    void resume(TrainingCheckpoints.Copy copy, boolean newRate) throws IOException {
        TrainingState state = parts.copies().read(copy, adamW);
        if (state.seed() != seed) {
            throw new ModelFormatException(copy.state(), "is of a run with seed " + state.seed() + ", not " + seed);
        }
        take(state);
        watch.restore(state);
        if (newRate && watch.rateFactor() != 1) {
            watch.freshRate();
            parts.listener().notice("the new rate holds as it is: what the guards had lowered is forgotten");
        }
        attempt = state.attempt();
        lastDropped = state.lastDropped();
        dueDone = state.dueDone();
        dirty = false;
        clear(step);
    }

    /** Takes away what was made after a step. */
    private void clear(long after) throws IOException {
        if (parts.copies().removeAfter(after)) {
            parts.listener().notice("copies after step " + after + " were put aside, into the folder dropped");
        }
        parts.copies().best(holdouts.bestStep());
        if (parts.previews() != null) {
            parts.previews().removeAfter(after);
        }
    }

    private void take(TrainingState state) {
        step = state.step();
        goodStep = state.goodStep();
        scale.restore(state.lossScale(), state.lossScaleGood());
        holdouts.restore(state.holdout());
    }

    /**
     * Trains to the last step.
     *
     * @return false where the listener wanted to stop; a copy of the last whole step was made then
     * @throws DivergedException where the run went wrong too often
     */
    boolean run() throws IOException {
        try {
            if (!parts.copies().isWhole(step)) {
                copy();
            }
            if (parts.previews() != null) {
                parts.previews().begin();
            }
            if (!dueDone) {
                due();
            }
            return steps();
        } catch (CancellationException e) {
            if (!parts.copies().isWhole(step)) {
                copy();
            }
            return false;
        }
    }

    private boolean steps() throws IOException {
        long began = System.nanoTime();
        long from = step;
        while (step < rates.lastStep()) {
            double rate = rates.at(step) * watch.rateFactor();
            OptionalDouble loss = gradients();
            if (loss.isEmpty()) {
                copy();
                return false;
            }
            if (update(loss.getAsDouble(), rate)) {
                watch.see(step, loss.getAsDouble()).ifPresent(parts.listener()::notice);
                parts.log().step(step, loss.getAsDouble(), rate);
                due();
                parts.listener().on(new TrainingEvent.Step(status(loss.getAsDouble(), rate, from, began)));
            }
        }
        return true;
    }

    private TrainingStatus status(double loss, double rate, long from, long began) {
        double perSecond = Math.max(0, step - from) / ((System.nanoTime() - began) / 1e9);
        return new TrainingStatus(
                step,
                rates.lastStep(),
                loss,
                watch.meanLoss(),
                holdouts.last(),
                rate,
                perSecond,
                perSecond > 0 ? (rates.lastStep() - step) / perSecond : Double.NaN);
    }

    /** Gathers the gradients of one step; gives its loss, or nothing where the listener wants to stop in between. */
    private OptionalDouble gradients() throws IOException {
        adamW.zeroGradients();
        int passes = parts.data().gradientSteps();
        double loss = 0;
        for (int pass = 0; pass < passes; pass++) {
            if (parts.listener().stop().endsJob()) {
                return OptionalDouble.empty();
            }
            try (Scope scope = new Scope()) {
                MicroBatch batch = parts.data().batch(step, pass, attempt);
                loss += parts.backprop().accumulate(batch, transform(pass), scale.value() / passes) / passes;
            }
        }
        return OptionalDouble.of(loss);
    }

    /** The network for one pass; what is drawn for it depends on the seed and the place in the run alone. */
    private ContextTransform transform(int pass) {
        double strength = options.optimization().strength().draw(SplitMix.of(seed, step, pass, attempt, STRENGTH));
        return parts.network()
                .training(
                        strength,
                        SplitMix.of(seed, step, pass, attempt, DROPOUT).nextLong());
    }

    /** Makes the step where it can be trusted; true where it was made. */
    private boolean update(double loss, double rate) throws IOException {
        Collection<Tensor> weights = parts.network().weights().values();
        scale.remove(weights);
        double norm = GradientClip.norm(weights);
        if (Double.isFinite(loss) && scale.overflowed(norm)) {
            attempt++;
            return false;
        }
        StepGuard.Verdict verdict = watch.judge(step + 1, loss, norm);
        if (verdict instanceof StepGuard.Stop stop) {
            throw diverged(stop.report());
        }
        if (verdict instanceof StepGuard.Drop drop) {
            parts.listener().notice(drop.reason());
            attempt++;
            // Once may be the batch's fault; twice running, or with damaged weights, it is the network's.
            if (lastDropped || !adamW.isFinite()) {
                takeBack();
            }
            lastDropped = true;
            return false;
        }
        options.optimization().clipMode().apply(weights, limits.at(step), norm);
        adamW.step(rate);
        step++;
        dirty = true;
        lastDropped = false;
        return true;
    }

    private DivergedException diverged(String report) throws IOException {
        return new DivergedException(report + "; "
                + options.hypernetwork() + " is as it was before the run"
                + parts.copies().wholeUpTo(goodStep).stream()
                        .findFirst()
                        .map(copy -> ", the last good copy is " + copy.network())
                        .orElse(""));
    }

    /** Goes back to the last copy that nothing was wrong with. */
    private void takeBack() throws IOException {
        TrainingCheckpoints.Copy copy = parts.copies().wholeUpTo(goodStep).stream()
                .findFirst()
                .orElseThrow(() -> new IOException("there is no whole copy to go back to in the run's folder"));
        try (Hypernetwork earlier = Hypernetwork.load(copy.network(), parts.compute());
                NoGradGuard noGrad = new NoGradGuard()) {
            Map<String, Tensor> saved = earlier.weights();
            parts.network().weights().forEach((name, weight) -> weight.copy_(saved.get(name)));
        }
        TrainingState state = parts.copies().read(copy, adamW);
        take(state);
        dirty = false;
        dueDone = true;
        watch.takeBack(state);
        parts.log().cutAfter(step);
        clear(step);
        parts.listener()
                .notice("the run goes on from its copy of step " + step + ", at "
                        + String.format(Locale.ROOT, "%.3g", watch.rateFactor()) + " of the schedule's rate");
    }

    /**
     * What is to be done after a step. The copy comes first, so that nothing that happens to a preview or a measurement can
     * lose it; it is good to go back to only when the previews were found so.
     */
    private void due() throws IOException {
        boolean last = step == rates.lastStep();
        int holdoutEvery = options.guard().holdoutEvery();
        boolean copied = last || every(options.saving().every());
        boolean previewed =
                parts.previews() != null && (last || every(options.preview().every()));
        boolean measured = !parts.holdout().isEmpty() && (holdoutEvery == 0 ? copied : last || every(holdoutEvery));
        if (!copied && !previewed && !measured) {
            return;
        }
        if (!adamW.isFinite()) {
            wrong(watch.fail(step, "weights have become infinite or not numbers"));
            return;
        }
        dueDone = false;
        if (copied || previewed) {
            copy();
        }
        if (previewed) {
            Optional<StepGuard.Verdict> verdict = previews();
            if (verdict.isPresent()) {
                wrong(verdict.get());
                return;
            }
        }
        if (previewed || parts.previews() == null) {
            goodStep = step;
        }
        boolean best = measured && holdouts.measure(step, parts.network());
        dueDone = true;
        if (copied || previewed || best) {
            copy();
        }
        if (best) {
            parts.copies().best(holdouts.bestStep());
        }
    }

    /** Draws the previews; what is to be done where they show that something is wrong. */
    private Optional<StepGuard.Verdict> previews() throws IOException {
        Previews previews = Objects.requireNonNull(parts.previews());
        try {
            List<Picture> drawn = previews.draw(step);
            parts.log().preview(step, drawn);
            return watch.judge(step, previews.without(), drawn);
        } catch (ArithmeticException e) {
            return Optional.of(watch.fail(step, "a preview cannot be drawn: " + e.getMessage()));
        }
    }

    /** Takes the run back, or gives it up. */
    private void wrong(StepGuard.Verdict verdict) throws IOException {
        if (verdict instanceof StepGuard.Stop stop) {
            throw diverged(stop.report());
        }
        if (verdict instanceof StepGuard.Drop drop) {
            parts.listener().notice(drop.reason());
        }
        attempt++;
        takeBack();
    }

    private boolean every(int steps) {
        return steps > 0 && step % steps == 0;
    }

    private HypernetworkConfig settings() {
        HypernetworkConfig known = parts.settings();
        return known.withTraining(step, known.sdCheckpoint(), known.sdCheckpointName());
    }

    private void copy() throws IOException {
        TrainingCheckpoints copies = parts.copies();
        TrainingState state = new TrainingState(
                step,
                seed,
                attempt,
                adamW.updates(),
                scale.value(),
                scale.good(),
                watch.lossState(),
                watch.stepState(),
                holdouts.losses(),
                lastDropped,
                dueDone,
                goodStep);
        if (!dirty && copies.isWhole(step)) {
            copies.writeState(copies.copy(step), adamW, state);
        } else {
            TrainingCheckpoints.Copy copy = copies.write(parts.network(), settings(), adamW, state);
            parts.listener().on(new TrainingEvent.Copy(step, copy.network()));
        }
        dirty = false;
        copies.tidy(step, goodStep, holdouts.bestStep());
    }

    /** Writes the trained network where it came from. */
    void finish(Path file) throws IOException {
        parts.network().save(file, DType.F32, settings(), options.name());
    }

    @Override
    public void close() {
        adamW.close();
    }
}
