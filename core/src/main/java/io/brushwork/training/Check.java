package io.brushwork.training;

/** Checks of what a caller asks for, in one form of words. */
final class Check {
    private Check() {}

    static void that(boolean holds, String field, String expected, Number got) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": expected " + expected + ", got " + got);
        }
    }
}
