package io.brushwork.app.cli;

import io.brushwork.generation.GenerationStep;
import java.io.PrintWriter;
import java.util.Locale;

/** One line at the foot of the terminal, drawn over itself; plain characters, no colours. */
final class ProgressBar {
    private static final int WIDEST = 40;
    private static final int NARROWEST = 5;

    private final PrintWriter err;
    private final int columns;
    private int drawn;

    ProgressBar(PrintWriter err, int columns) {
        this.err = err;
        this.columns = columns;
    }

    void draw(String label, GenerationStep step) {
        draw(line(label, step));
    }

    /** A line without a bar. */
    void draw(String text) {
        String line = text.substring(0, Math.min(text.length(), columns - 1));
        show(line);
        drawn = line.length();
    }

    /** Takes the line away, so that others can be written. */
    void clear() {
        if (drawn > 0) {
            show("");
            err.print('\r');
            err.flush();
            drawn = 0;
        }
    }

    private void show(String line) {
        err.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
        err.flush();
    }

    /** Never as wide as the terminal: a full line would begin a new one. */
    String line(String label, GenerationStep step) {
        String head = (label.isEmpty() ? "" : label + " ") + step.done() + "/" + step.total() + " ";
        String tail = " " + pace(step);
        int room = Math.min(WIDEST, columns - 1 - head.length() - tail.length() - 2);
        String bar = "";
        if (room >= NARROWEST) {
            int full = (int) ((long) room * step.done() / Math.max(1, step.total()));
            bar = "[" + "=".repeat(full) + " ".repeat(room - full) + "]";
        }
        String line = head + bar + tail;
        return line.substring(0, Math.min(line.length(), columns - 1));
    }

    /** Time per step, and time left. */
    static String pace(GenerationStep step) {
        double each = step.elapsedSeconds() / Math.max(1, step.done());
        return String.format(Locale.ROOT, "%.2f s/step, %s left", each, time(step.secondsLeft()));
    }

    static String time(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole % 3600 / 60);
    }
}
