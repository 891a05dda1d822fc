package io.brushwork.training.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Watches the losses of a run for the two signs of a network that is being ruined: a mean of the last 100 above a
 * threshold, and a mean that rises steadily. Each sign is told once for each time that it comes: the level again after
 * the mean was below nine tenths of the threshold, a rise again when losses after the alarm prove one anew.
 *
 * <p>Two alarms are at least {@value #RECENT} steps apart, so that what one has changed can show. Pure logic; the state
 * can be taken out and put back, and a guard with the same state says the same for the same losses.
 */
public final class LossGuard {
    /** Mean loss of a Stable Diffusion model on pictures is 0.05 to 0.2; A1111's users stop a run at 0.3. */
    public static final double DEFAULT_THRESHOLD = 0.3;

    private static final int RECENT = 100;
    private static final double LOWERED = 0.1;
    /** Below this share of the threshold the level is good again: without a gap, noise would tell it again and again. */
    private static final double RECOVERED = 0.9;

    private final GuardAction action;
    private final double threshold;
    private State state;

    /**
     * @param recent the last losses, 100 at most, the oldest first
     * @param trend of the losses since the last alarm
     * @param sinceAlarm losses since the last alarm, or since the run began
     * @param high the mean was above the threshold and has not been good since
     * @param rateFactor what the rate is to be multiplied by, for all that was lowered so far
     */
    public record State(List<Double> recent, LossTrend trend, long sinceAlarm, boolean high, double rateFactor) {
        public State {
            recent = List.copyOf(recent);
        }

        static final State START = new State(List.of(), LossTrend.START, 0, false, 1);
    }

    /** @param threshold of the mean of 100 losses, above 0; infinity where the level is to be ignored */
    public LossGuard(GuardAction action, double threshold) {
        this(action, threshold, State.START);
    }

    private LossGuard(GuardAction action, double threshold, State state) {
        if (!(threshold > 0)) {
            throw new IllegalArgumentException("loss threshold: expected more than 0, got " + threshold);
        }
        this.action = action;
        this.threshold = threshold;
        this.state = state;
    }

    /** A guard that goes on where another was. */
    public static LossGuard of(GuardAction action, double threshold, State state) {
        return new LossGuard(action, threshold, state);
    }

    public State state() {
        return state;
    }

    /** What the schedule's rate is to be multiplied by: 1, or a tenth for each time it was lowered. */
    public double rateFactor() {
        return state.rateFactor;
    }

    /** The mean of the last 100 losses, of fewer while there are fewer; NaN before the first. */
    public double mean() {
        return state.recent.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /**
     * Takes in the loss of one step that counted.
     *
     * @param loss finite: others are {@link StepGuard}'s
     * @return one sentence for the user where something is wrong; {@link #rateFactor()} has changed where that is asked for
     */
    public Optional<String> see(long step, double loss) {
        if (!Double.isFinite(loss)) {
            throw new IllegalArgumentException("loss: expected a finite number, got " + loss);
        }
        List<Double> recent = new ArrayList<>(state.recent);
        recent.add(loss);
        if (recent.size() > RECENT) {
            recent.remove(0);
        }
        LossTrend trend = state.trend.with(loss);
        state = new State(
                recent,
                trend,
                state.sinceAlarm + 1,
                state.high && mean(recent) > RECOVERED * threshold,
                state.rateFactor);
        if (action == GuardAction.OFF || state.sinceAlarm < RECENT) {
            return Optional.empty();
        }
        if (!state.high && mean(recent) > threshold) {
            return Optional.of(alarm(
                    true,
                    String.format(
                            Locale.ROOT,
                            "step %d: the mean loss of the last %d steps is %.3f, above %.3g",
                            step,
                            RECENT,
                            mean(recent),
                            threshold)));
        }
        return trend.rise()
                .map(rise -> alarm(
                        state.high,
                        String.format(
                                Locale.ROOT,
                                "step %d: the loss rises steadily: from %.3f to %.3f in the last %d steps",
                                step,
                                rise.from(),
                                rise.to(),
                                rise.steps())));
    }

    private String alarm(boolean high, String fault) {
        boolean lower = action == GuardAction.LOWER;
        state = new State(state.recent, LossTrend.START, 0, high, state.rateFactor * (lower ? LOWERED : 1));
        return fault
                + (lower
                        ? "; the rate is now a tenth of what it was"
                        : "; a lower rate, or an earlier copy, may save the network");
    }

    private static double mean(List<Double> losses) {
        return losses.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
