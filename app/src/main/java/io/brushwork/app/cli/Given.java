package io.brushwork.app.cli;

import org.jspecify.annotations.Nullable;

/** The value of a flag, or what holds where it is not given. */
final class Given {
    private Given() {}

    static <T> T or(@Nullable T flag, T otherwise) {
        return flag == null ? otherwise : flag;
    }
}
