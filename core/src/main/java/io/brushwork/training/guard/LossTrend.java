package io.brushwork.training.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells a loss that rises from one that is only noisy. The loss of one step depends most of all on the timestep that was
 * drawn, so that its standard deviation is about as large as its mean; the mean of a whole window says more, and a line
 * through many windows more still.
 *
 * <p>Losses are gathered in windows of {@value #WINDOW}. At the end of each, a line is fitted by least squares to the
 * means of the last 10 windows (a network that is destroyed in 200 steps) and of the last 50 (one that decays over 1,000).
 * The loss rises where the slope is more than {@value #SURE} of its standard errors above 0 and the line rises by a tenth
 * or more. The standard error comes from the spread inside the windows or from the distance of the means to the line,
 * whichever is larger: the first alone would call slow waves a rise, the second is unsure of itself with 10 points.
 *
 * @param open losses of the window that is not full
 * @param windows the last full windows, 50 at most, the oldest first
 */
record LossTrend(List<Double> open, List<Window> windows) {
    static final LossTrend START = new LossTrend(List.of(), List.of());

    private static final int WINDOW = 20;
    private static final int SHORT = 10;
    private static final int LONG = 50;
    private static final double SURE = 5;
    private static final double LEAST_RISE = 0.1;

    LossTrend {
        open = List.copyOf(open);
        windows = List.copyOf(windows);
    }

    /** @param variance of the losses in the window, as estimated from them */
    record Window(double mean, double variance) {}

    /** What the line says at the first and at the last of the windows, and how many steps lie in them. */
    record Rise(double from, double to, int steps) {}

    LossTrend with(double loss) {
        List<Double> losses = new ArrayList<>(open);
        losses.add(loss);
        if (losses.size() < WINDOW) {
            return new LossTrend(losses, windows);
        }
        double mean = losses.stream().mapToDouble(Double::doubleValue).sum() / WINDOW;
        double squares =
                losses.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
        List<Window> full = new ArrayList<>(windows);
        full.add(new Window(mean, squares / (WINDOW - 1)));
        return new LossTrend(List.of(), full.subList(Math.max(0, full.size() - LONG), full.size()));
    }

    /** Present at the end of a window, where the loss rises. */
    Optional<Rise> rise() {
        if (!open.isEmpty()) {
            return Optional.empty();
        }
        Optional<Rise> soon = rise(SHORT);
        return soon.isPresent() ? soon : rise(LONG);
    }

    private Optional<Rise> rise(int count) {
        if (windows.size() < count) {
            return Optional.empty();
        }
        List<Window> last = windows.subList(windows.size() - count, windows.size());
        double middle = (count - 1) / 2.0;
        double spread = count * (count * (double) count - 1) / 12; // The sum of (i - middle) squared.
        double mean = last.stream().mapToDouble(Window::mean).sum() / count;
        double slope = 0;
        for (int i = 0; i < count; i++) {
            slope += (i - middle) * last.get(i).mean / spread;
        }
        double inside = last.stream().mapToDouble(Window::variance).sum() / count / WINDOW;
        double aroundLine = 0;
        for (int i = 0; i < count; i++) {
            double distance = last.get(i).mean - mean - slope * (i - middle);
            aroundLine += distance * distance / (count - 2);
        }
        double error = Math.sqrt(Math.max(inside, aroundLine) / spread);
        Rise rise = new Rise(mean - slope * middle, mean + slope * middle, count * WINDOW);
        boolean rises = slope > SURE * error && rise.to - rise.from > LEAST_RISE * Math.abs(mean);
        return rises ? Optional.of(rise) : Optional.empty();
    }
}
