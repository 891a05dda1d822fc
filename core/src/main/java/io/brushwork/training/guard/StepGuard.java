package io.brushwork.training.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Decides for each update whether it may be made: not with a loss or gradient that is NaN or infinite, nor with a gradient
 * that has exploded. Each update that is dropped halves the rate, and after too many of them the run stops.
 *
 * <p>Gradients of diffusion training differ by their nature: their norm depends on the timestep that was drawn, roughly by
 * a lognormal law. So the logarithm of the norm is compared with the median of the last {@value #REMEMBERED} that were
 * accepted. A norm has exploded where it is more than {@value #LEAST_RATIO} times the median and its logarithm lies more
 * than {@value #SPREADS} robust standard deviations (1.4826 times the median absolute deviation) above. Nothing is judged
 * before {@value #NEEDED} norms are known, nor a norm of zero.
 *
 * <p>With loss scaling, an infinity that the scale itself has made is the scaler's affair and is not shown to this guard.
 */
public final class StepGuard {
    static final int DEFAULT_MOST_DROPS = 5;

    private static final int REMEMBERED = 100;
    private static final int NEEDED = 20;
    private static final double LEAST_RATIO = 10;
    private static final double SPREADS = 8;
    /** Makes of a median absolute deviation the standard deviation of a normal law. */
    private static final double NORMAL = 1.4826;

    private final int mostDrops;
    private State state;

    /**
     * @param drops updates that were dropped so far
     * @param logNorms natural logarithms of the last norms that were accepted, the oldest first
     */
    public record State(int drops, List<Double> logNorms) {
        public State {
            logNorms = List.copyOf(logNorms);
        }

        static final State START = new State(0, List.of());
    }

    /** What is to be done with an update. */
    public sealed interface Verdict {}

    /** The update is made. */
    public record Keep() implements Verdict {}

    /** The update is not made, the last good state comes back, and the run goes on at {@link #rateFactor()}. */
    public record Drop(String reason) implements Verdict {}

    /** As {@link Drop}, but the run ends: {@code report} says why and what can be done. */
    public record Stop(String report) implements Verdict {}

    /** @param mostDrops updates that may be dropped before the run stops at the next, 0 or more */
    public StepGuard(int mostDrops) {
        this(mostDrops, State.START);
    }

    private StepGuard(int mostDrops, State state) {
        if (mostDrops < 0) {
            throw new IllegalArgumentException("dropped steps: expected 0 or more, got " + mostDrops);
        }
        this.mostDrops = mostDrops;
        this.state = state;
    }

    /** A guard that goes on where another was. */
    public static StepGuard of(int mostDrops, State state) {
        return new StepGuard(mostDrops, state);
    }

    public State state() {
        return state;
    }

    /** What the schedule's rate is to be multiplied by: a half for each dropped update. */
    public double rateFactor() {
        return Math.scalb(1.0, -state.drops);
    }

    /**
     * @param step of the update, as the user counts: 1 for the first
     * @param gradientNorm the total L2 norm, before clipping
     */
    public Verdict judge(long step, double loss, double gradientNorm) {
        String fault = fault(loss, gradientNorm);
        if (fault.isEmpty()) {
            remember(gradientNorm);
            return new Keep();
        }
        return fail(step, fault + "; the update is dropped");
    }

    /** What is to be done where something else is found wrong with the network, such as its previews. */
    public Verdict fail(long step, String fault) {
        String reason = "step " + step + ": " + fault;
        if (state.drops >= mostDrops) {
            return new Stop(String.format(
                    Locale.ROOT,
                    "%s; training stops, as it went wrong %d times before and the rate was halved each time:"
                            + " start again from a good copy with a lower rate, or look for what is special in the pictures",
                    reason,
                    state.drops));
        }
        state = new State(state.drops + 1, state.logNorms);
        return new Drop(String.format(Locale.ROOT, "%s; the rate is now %.3g of the schedule's", reason, rateFactor()));
    }

    private String fault(double loss, double gradientNorm) {
        if (!Double.isFinite(loss)) {
            return "the loss is " + loss;
        }
        if (!Double.isFinite(gradientNorm)) {
            return "the gradient's norm is " + gradientNorm;
        }
        if (gradientNorm > 0 && state.logNorms.size() >= NEEDED) {
            double median = median(state.logNorms);
            double scale = NORMAL
                    * median(state.logNorms.stream()
                            .map(log -> Math.abs(log - median))
                            .toList());
            double above = Math.log(gradientNorm) - median;
            if (above > Math.max(Math.log(LEAST_RATIO), SPREADS * scale)) {
                return String.format(
                        Locale.ROOT,
                        "the gradient has exploded: its norm is %.3g, and was %.3g",
                        gradientNorm,
                        Math.exp(median));
            }
        }
        return "";
    }

    private void remember(double gradientNorm) {
        if (gradientNorm > 0) {
            List<Double> norms = new ArrayList<>(state.logNorms);
            norms.add(Math.log(gradientNorm));
            state = new State(state.drops, norms.subList(Math.max(0, norms.size() - REMEMBERED), norms.size()));
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
