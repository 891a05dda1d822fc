package io.brushwork.sampling;

import io.brushwork.base.Labels;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * How the noise levels of a run are spaced (A1111's "schedule type"). All but {@link #KL_OPTIMAL} end in 0.
 *
 * <p>Most begin at the network's highest level. As in A1111, {@link #DDIM} begins below it, and {@link
 * #ALIGN_YOUR_STEPS} with one step has only the lowest level of its table.
 */
@SuppressWarnings("ImmutableEnumChecker") // Its lists are unmodifiable.
public enum Schedule {
    /** The sampler's own; {@link #UNIFORM} for those that have none. */
    AUTOMATIC("Automatic", "automatic"),
    /** Even in timesteps (k-diffusion's {@code get_sigmas}). */
    UNIFORM("Uniform", "uniform"),
    /** Karras et al., arXiv:2206.00364, equation 5. */
    KARRAS("Karras", "karras"),
    /** Even in log(sigma). */
    EXPONENTIAL("Exponential", "exponential"),
    /** As Exponential, over a ramp raised to rho. */
    POLYEXPONENTIAL("Polyexponential", "polyexponential"),
    /** Even in timesteps, one more than asked for, the last left out. */
    SGM_UNIFORM("SGM Uniform", "sgm_uniform", "SGMUniform"),
    /** Even in atan(sigma) (Align Your Steps, arXiv:2404.14507, theorem 3.1); its last level is not 0. */
    KL_OPTIMAL("KL Optimal", "kl_optimal"),
    /** Levels found by Align Your Steps (arXiv:2404.14507) for Stable Diffusion 1.5, interpolated in log(sigma). */
    ALIGN_YOUR_STEPS("Align Your Steps", "align_your_steps"),
    /** Every so many-th trained level, from the highest. */
    SIMPLE("Simple", "simple"),
    /** Even in timesteps between those of the highest and the lowest level. */
    NORMAL("Normal", "normal"),
    /** Every so many-th trained level from the second lowest: where steps do not divide 1,000 there is one more. */
    DDIM("DDIM", "ddim"),
    /** Quantiles of a beta distribution, dense at both ends (arXiv:2407.12173). */
    BETA("Beta", "beta");

    private static final double[] ALIGNED = {
        14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029
    };

    private final String label;
    private final List<String> aliases;

    Schedule(String label, String... aliases) {
        this.label = label;
        this.aliases = List.of(aliases);
    }

    /** A1111's name of it. */
    public String label() {
        return label;
    }

    /** Other names that A1111 accepts. */
    public List<String> aliases() {
        return aliases;
    }

    /** The schedule of a label or alias, in any case. */
    public static Schedule ofLabel(String label) {
        return Arrays.stream(values())
                .filter(schedule -> schedule.isCalled(label))
                .findFirst()
                .orElseThrow(() -> Labels.unknown(List.of(values()), Schedule::label, "schedule", label));
    }

    boolean isCalled(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals(label.toLowerCase(Locale.ROOT))
                || aliases.stream().anyMatch(alias -> lower.equals(alias.toLowerCase(Locale.ROOT)));
    }

    public double[] sigmas(int steps, NoiseSchedule noise) {
        return sigmas(steps, noise, ScheduleOptions.DEFAULT);
    }

    /**
     * The noise levels of a run, falling.
     *
     * @param steps 1 or more
     * @return {@code steps + 1} levels (see {@link #DDIM} for when there are more)
     */
    public double[] sigmas(int steps, NoiseSchedule noise, ScheduleOptions options) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps: expected 1 or more, got " + steps);
        }
        double min = options.sigmaMin() == 0 ? noise.sigmaMin() : options.sigmaMin();
        double max = options.sigmaMax() == 0 ? noise.sigmaMax() : options.sigmaMax();
        double rho = options.rho();
        double first = noise.timestepOf(max);
        double last = noise.timestepOf(min);
        return switch (this) {
            case AUTOMATIC, UNIFORM ->
                between(noise.timestepOf(noise.sigmaMax()), noise.timestepOf(noise.sigmaMin()), steps, noise::sigmaOf);
            case KARRAS -> karras(steps, min, max, rho == 0 ? 7 : rho);
            case EXPONENTIAL -> between(Math.log(max), Math.log(min), steps, Math::exp);
            case POLYEXPONENTIAL ->
                between(
                        1,
                        0,
                        steps,
                        r -> Math.exp(Math.pow(r, rho == 0 ? 1 : rho) * Math.log(max / min) + Math.log(min)));
            case SGM_UNIFORM -> withZero(steps, i -> noise.sigmaOf(first + i * (last - first) / steps));
            case KL_OPTIMAL ->
                withoutZero(steps + 1, i -> Math.tan(Math.atan(max) + i / steps * (Math.atan(min) - Math.atan(max))));
            case ALIGN_YOUR_STEPS -> withZero(steps, i -> aligned(steps - 1 - i, steps));
            case SIMPLE ->
                withZero(steps, i -> noise.sigma(noise.size() - 1 - (int) (i * ((double) noise.size() / steps))));
            case NORMAL -> between(first, last, steps, noise::sigmaOf);
            case DDIM -> ddim(Math.max(noise.size() / steps, 1), noise);
            case BETA -> {
                BetaDistribution beta = new BetaDistribution(options.betaAlpha(), options.betaBeta());
                yield between(1, 0, steps, p -> min + beta.quantile(p) * (max - min));
            }
        };
    }

    /** Karras et al. 2022, equation 5, with 0 appended. */
    static double[] karras(int steps, double sigmaMin, double sigmaMax, double rho) {
        return between(Math.pow(sigmaMax, 1 / rho), Math.pow(sigmaMin, 1 / rho), steps, root -> Math.pow(root, rho));
    }

    private static double[] ddim(int stride, NoiseSchedule noise) {
        int levels = (noise.size() - 2) / stride + 1;
        return withZero(levels, i -> noise.sigma(1 + (levels - 1 - (int) i) * stride));
    }

    /** The level of a rank, 0 for the lowest, among so many. */
    private static double aligned(double rank, int steps) {
        // With one step the only rank is 0, the lowest level: A1111 does so, whatever one may think of it.
        double place = steps == 1 ? 0 : rank / (steps - 1) * (ALIGNED.length - 1);
        int low = Math.min((int) place, ALIGNED.length - 2);
        double part = place - low;
        return Math.exp((1 - part) * Math.log(ALIGNED[ALIGNED.length - 1 - low])
                + part * Math.log(ALIGNED[ALIGNED.length - 2 - low]));
    }

    /** The function at {@code count} even places from {@code from} to {@code to}, then 0. One place is {@code from}. */
    private static double[] between(double from, double to, int count, DoubleUnaryOperator function) {
        return withZero(count, i -> function.applyAsDouble(count == 1 ? from : from + i / (count - 1) * (to - from)));
    }

    private static double[] withZero(int count, DoubleUnaryOperator ofIndex) {
        return Arrays.copyOf(withoutZero(count, ofIndex), count + 1);
    }

    private static double[] withoutZero(int count, DoubleUnaryOperator ofIndex) {
        return DoubleStream.iterate(0, i -> i + 1).limit(count).map(ofIndex).toArray();
    }
}
