package io.brushwork.generation;

import io.brushwork.base.OptionException;
import io.brushwork.base.Size;
import java.util.Optional;
import java.util.function.DoublePredicate;

/** A value of an infotext, read as what its key asks for. */
record InfotextValue(String key, String text) {
    double number() {
        return number("a number", x -> true);
    }

    double number(String expected, DoublePredicate fits) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new OptionException(key, "a number", text, e);
        }
        if (!fits.test(value)) {
            throw new OptionException(key, expected, value);
        }
        return value;
    }

    long whole() {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new OptionException(key, "a whole number", text, e);
        }
    }

    int count() {
        long value = whole();
        if (value != (int) value) {
            throw new OptionException(key, "a number of steps or layers", value);
        }
        return (int) value;
    }

    boolean flag() {
        return text.equals("True");
    }

    /** Empty where it is not of the form {@code 512x768}. */
    Optional<Size> size() {
        return Size.parse(text);
    }
}
