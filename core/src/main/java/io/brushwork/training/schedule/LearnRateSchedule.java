package io.brushwork.training.schedule;

import io.brushwork.base.OptionException;
import java.util.List;

/**
 * The learning rate of each step of a run, and the step at which the run ends: A1111's text, and two words of our own.
 * Values of gradient clipping are written in the same way. Immutable.
 *
 * <pre>
 * schedule = [ warmup(STEPS) ] item { "," item }
 * item     = curve            until the run's last step; the last item
 *          | curve ":-1"      the same
 *          | curve ":" STEP   until the network has STEP steps
 * curve    = RATE
 *          | cosine(HIGH..LOW, PERIOD)            falls from HIGH to LOW in PERIOD steps, then starts again at HIGH
 *          | cosine(HIGH..LOW, PERIOD, GROWTH)    each such cycle is GROWTH times as long as the one before
 * </pre>
 *
 * Blanks may stand anywhere between words and numbers, and empty items are skipped. All steps are absolute, those of the
 * network and not of this run: items that the network has passed are dropped, an end beyond the run's last step is cut to
 * it, and a schedule that ends earlier ends the run. A cosine begins where the item before it ends, and a warm-up at step
 * 0, so that a run that was stopped and resumed has the rates of one that was not. In a warm-up of N steps the update from
 * step s to s + 1 has (s + 1) / N of the rate that stands behind it.
 *
 * <p>{@code 5e-5:100, 5e-6:1500, 5e-7:10000} is the staircase that A1111's users know; {@code warmup(100) 5e-5:1000,
 * cosine(5e-6..5e-8, 500, 2)} rises for 100 steps, stays until step 1,000, and then falls in cycles of 500, 1,000,
 * 2,000 … steps.
 *
 * <p>What A1111 takes without a word and is refused here, as it can only be a mistake: steps that do not grow, an item
 * behind one that lasts to the end, two colons in an item, rates that are negative, zero or no numbers.
 */
public final class LearnRateSchedule {
    private final List<Span> spans;
    private final long warmUp;

    LearnRateSchedule(List<Span> spans, long warmUp) {
        this.spans = List.copyOf(spans);
        this.warmUp = warmUp;
    }

    /**
     * One item, as far as it is still to come.
     *
     * @param start the step at which it comes into force, also where the network has passed that step
     * @param end the step at which it ends, exclusive
     */
    record Span(RateCurve curve, long start, long end) {}

    /**
     * The schedule of a run that takes a network from {@code startStep} to {@code maxSteps} at most.
     *
     * @param startStep steps that the network has, 0 or more
     * @param maxSteps more than {@code startStep}
     * @throws IllegalArgumentException saying what is wrong and what a schedule looks like
     */
    public static LearnRateSchedule parse(String text, long startStep, long maxSteps) {
        return parse("learnRate", text, startStep, maxSteps);
    }

    /** As {@link #parse(String, long, long)}, for other values that go by steps: {@code field} names them in errors. */
    public static LearnRateSchedule parse(String field, String text, long startStep, long maxSteps) {
        if (startStep < 0) {
            throw new OptionException("step", "0 or more", startStep);
        }
        if (maxSteps <= startStep) {
            throw new OptionException(
                    "steps", "more than the " + startStep + " that the network has already", maxSteps);
        }
        return new ScheduleText(field, text).schedule(startStep, maxSteps);
    }

    /**
     * The rate of the update that takes the network from {@code step} to {@code step + 1}. From the last step on it is
     * that of the last update.
     *
     * @throws IllegalArgumentException for a step before the first
     */
    public double at(long step) {
        long within = Math.min(step, lastStep() - 1);
        Span span = spans.stream()
                .filter(candidate -> within < candidate.end)
                .findFirst()
                .orElseThrow();
        if (within < span.start) {
            throw new IllegalArgumentException("step: expected at least " + span.start + ", got " + step);
        }
        double rate = span.curve.at(within - span.start);
        return within < warmUp ? rate * (within + 1) / warmUp : rate;
    }

    /** The step at which training ends: {@code maxSteps}, or where the schedule ends earlier. */
    public long lastStep() {
        return spans.get(spans.size() - 1).end;
    }

    List<Span> spans() {
        return spans;
    }
}
