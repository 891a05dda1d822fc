package io.brushwork.base;

import org.jspecify.annotations.Nullable;

/**
 * A value that a request or an option cannot have. Says which field, what was expected and what was got, so that each edge
 * can name the field in its own words: a flag of the command line, a path in JSON.
 */
public final class OptionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String field;
    private final String expected;
    private final String got;

    /**
     * Makes one.
     *
     * @param field path of the value in the request's JSON form, such as {@code hires.width}
     * @param expected what it may be
     * @param got what it was
     */
    public OptionException(String field, String expected, @Nullable Object got) {
        this(field, expected, got, null);
    }

    /** With what caused it. */
    public OptionException(String field, String expected, @Nullable Object got, @Nullable Throwable cause) {
        super(sentence(field, expected, String.valueOf(got)), cause);
        this.field = field;
        this.expected = expected;
        this.got = String.valueOf(got);
    }

    public String field() {
        return field;
    }

    public String expected() {
        return expected;
    }

    public String got() {
        return got;
    }

    /** The sentence with another name for the field. */
    public String named(String name) {
        return sentence(name, expected, got);
    }

    /** The same complaint about a field by another name, such as that of a part of something larger. */
    public OptionException in(String name) {
        return new OptionException(name, expected, got, this);
    }

    private static String sentence(String field, String expected, String got) {
        return field + ": expected " + expected + ", got " + got;
    }
}
