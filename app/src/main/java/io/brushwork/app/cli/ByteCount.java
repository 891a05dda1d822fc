package io.brushwork.app.cli;

import java.util.Locale;

/** Sizes of files and memory as people read them. */
final class ByteCount {
    private static final int STEP = 1024;

    private ByteCount() {}

    static String text(long bytes) {
        double left = bytes;
        for (String unit : new String[] {"B", "KiB", "MiB"}) {
            if (left < STEP) {
                return unit.equals("B") ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", left, unit);
            }
            left /= STEP;
        }
        return String.format(Locale.ROOT, "%.1f GiB", left);
    }
}
