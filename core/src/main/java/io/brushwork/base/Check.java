package io.brushwork.base;

import org.jspecify.annotations.Nullable;

/** Checks of what a caller asks for, in one form of words. */
public final class Check {
    private Check() {}

    /**
     * Refuses a value.
     *
     * @throws OptionException where the condition does not hold
     */
    public static void that(boolean holds, String field, String expected, @Nullable Object got) {
        if (!holds) {
            throw new OptionException(field, expected, got);
        }
    }

    /** Refuses a number outside of a range; NaN is outside of every range. */
    public static void range(String field, double value, double least, double most) {
        that(value >= least && value <= most, field, number(least) + " to " + number(most), number(value));
    }

    /** Refuses a whole number outside of a range. */
    public static void range(String field, long value, long least, long most) {
        that(value >= least && value <= most, field, least + " to " + most, value);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
