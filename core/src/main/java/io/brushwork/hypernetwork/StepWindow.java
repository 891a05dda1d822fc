package io.brushwork.hypernetwork;

/**
 * The steps in which a network acts. Two ways to say it: by number, {@code 5-15}, from the 5th step through the 15th,
 * the first step being 1; or by share, {@code 0.2-0.8}, leaving out the first fifth and the last fifth of the steps
 * however many there are. Windows that meet, {@code 1-10} and {@code 11-20} or {@code 0-0.5} and {@code 0.5-1}, share no
 * step and leave none out.
 *
 * @param byShare whether {@code from} and {@code to} are shares from 0 to 1, else step numbers
 */
public record StepWindow(double from, double to, boolean byShare) {
    /** Every step. */
    public static final StepWindow ALL = new StepWindow(0, 1, true);

    public StepWindow {
        if (byShare ? !(from >= 0 && from < to && to <= 1) : !(isNumber(from) && isNumber(to) && from <= to)) {
            throw new IllegalArgumentException("steps: expected step numbers such as 5-15 or shares from 0 to 1 such as"
                    + " 0.2-0.8, the smaller first, got " + label(from, to));
        }
    }

    /** The window that a tag's two numbers mean: step numbers where both are whole and at least 1, else shares. */
    static StepWindow of(double from, double to) {
        return new StepWindow(from, to, !(isNumber(from) && isNumber(to)));
    }

    /**
     * Whether it holds this step.
     *
     * @param step counted from 0
     * @param steps how many there are
     */
    public boolean holds(int step, int steps) {
        if (step < 0 || step >= steps) {
            throw new IllegalArgumentException("step: expected 0 to " + (steps - 1) + ", got " + step);
        }
        return byShare
                ? step >= Math.round(from * steps) && step < Math.round(to * steps)
                : step + 1 >= from && step + 1 <= to;
    }

    /** As in a tag. */
    @Override
    public String toString() {
        return label(from, to);
    }

    private static boolean isNumber(double value) {
        return value >= 1 && value == Math.rint(value) && value <= Integer.MAX_VALUE;
    }

    private static String label(double from, double to) {
        return Strength.number(from) + "-" + Strength.number(to);
    }
}
