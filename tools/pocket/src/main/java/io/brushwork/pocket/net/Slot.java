package io.brushwork.pocket.net;

import java.util.Arrays;
import java.util.List;

/**
 * Place of one tensor in a network: its shape, and how its numbers are drawn before training.
 *
 * @param shape outermost first
 * @param start kind of distribution
 * @param scale the constant, half the width of a uniform distribution, or the standard deviation of a normal one
 */
public record Slot(List<Long> shape, Start start, double scale) {
    /** How numbers are drawn. */
    public enum Start {
        CONSTANT,
        UNIFORM,
        NORMAL
    }

    public Slot {
        shape = List.copyOf(shape);
    }

    static Slot zero(long... shape) {
        return constant(0, shape);
    }

    static Slot one(long... shape) {
        return constant(1, shape);
    }

    static Slot constant(double value, long... shape) {
        return of(Start.CONSTANT, value, shape);
    }

    static Slot uniform(double bound, long... shape) {
        return of(Start.UNIFORM, bound, shape);
    }

    static Slot normal(double deviation, long... shape) {
        return of(Start.NORMAL, deviation, shape);
    }

    private static Slot of(Start start, double scale, long... shape) {
        return new Slot(Arrays.stream(shape).boxed().toList(), start, scale);
    }

    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Whether this is the weight of a convolution over more than one place: kept channels last in memory. */
    public boolean isSpatial() {
        return shape.size() == 4 && shape.get(2) > 1;
    }
}
