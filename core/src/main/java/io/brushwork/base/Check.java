package io.brushwork.base;

import org.jspecify.annotations.Nullable;

/** Checks of what a caller asks for, in one form of words. */
final class Check {
    private Check() {}

    static void that(boolean holds, String field, String expected, @Nullable Object got) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": expected " + expected + ", got " + got);
        }
    }
}
