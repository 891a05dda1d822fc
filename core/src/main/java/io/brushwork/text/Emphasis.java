package io.brushwork.text;

import io.brushwork.base.Labels;
import java.util.List;

/** How the weights of a prompt reach the picture: A1111's option "Emphasis mode". */
public enum Emphasis {
    /** Text states times weight, then scaled so that the mean of the whole chunk stays what it was. */
    ORIGINAL("Original"),
    /** Text states times weight, nothing else. */
    NO_NORM("No norm"),
    /** Brackets are read and taken away, their weights are dropped. */
    IGNORE("Ignore"),
    /** Brackets are text like any other. */
    NONE("None");

    private final String label;

    Emphasis(String label) {
        this.label = label;
    }

    /** The name that users see and that stands in A1111's infotext. */
    public String label() {
        return label;
    }

    /**
     * The mode with this label; case does not count.
     *
     * @throws IllegalArgumentException naming the valid labels
     */
    public static Emphasis of(String label) {
        return Labels.of(List.of(values()), Emphasis::label, "emphasis", label);
    }
}
