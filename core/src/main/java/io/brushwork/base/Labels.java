package io.brushwork.base;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds the value of a label that a user wrote. */
public final class Labels {
    private Labels() {}

    /** The value of a label, in any case; empty where none has it. */
    public static <T> Optional<T> find(Collection<T> values, Function<? super T, String> label, String text) {
        return values.stream()
                .filter(value -> label.apply(value).equalsIgnoreCase(text))
                .findFirst();
    }

    /**
     * The value of a label, in any case.
     *
     * @param what the values are, for the message: {@code sampler}
     * @throws OptionException where none has it, naming all labels
     */
    public static <T> T of(Collection<T> values, Function<? super T, String> label, String what, String text) {
        return find(values, label, text).orElseThrow(() -> unknown(values, label, what, text));
    }

    /** The error of {@link #of}: {@code sampler: expected one of Euler, Heun, got Oiler}. */
    public static <T> OptionException unknown(
            Collection<T> values, Function<? super T, String> label, String what, String text) {
        String names = values.stream().map(label).collect(Collectors.joining(", "));
        return new OptionException(what, names.isEmpty() ? "none, as there is none" : "one of " + names, text);
    }
}
