package io.brushwork.training;

import io.brushwork.base.PythonNumber;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Where a run stands, for whoever watches it.
 *
 * @param step steps that the network has
 * @param lastStep the step at which the run ends
 * @param loss of the last step
 * @param mean100 mean loss of the last 100 steps, of fewer at the start
 * @param holdout the last loss on held-out pictures, where there was one
 * @param learnRate of the last step
 * @param stepsPerSecond NaN while it is not known
 * @param secondsLeft NaN while it is not known
 */
public record TrainingStatus(
        long step,
        long lastStep,
        double loss,
        double mean100,
        OptionalDouble holdout,
        double learnRate,
        double stepsPerSecond,
        double secondsLeft) {

    /** All of it in one line, such as {@code 120/1000 loss 0.1312 (held out 0.1402) rate 5e-05, 1.52 steps/s, 9:39 min left}. */
    public String line() {
        StringBuilder line = new StringBuilder();
        line.append(step).append('/').append(lastStep);
        line.append(String.format(Locale.ROOT, " loss %.4f", mean100));
        holdout.ifPresent(held -> line.append(String.format(Locale.ROOT, " (held out %.4f)", held)));
        line.append(" rate ").append(PythonNumber.text(learnRate, 3));
        if (stepsPerSecond > 0 && Double.isFinite(stepsPerSecond)) {
            line.append(pace());
        }
        if (Double.isFinite(secondsLeft)) {
            line.append(", ").append(time(Math.round(secondsLeft))).append(" left");
        }
        return line.toString();
    }

    /** Slow runs are told in seconds for a step, as 0.02 steps/s says little. */
    private String pace() {
        return stepsPerSecond >= 1
                ? String.format(Locale.ROOT, ", %.2f steps/s", stepsPerSecond)
                : String.format(Locale.ROOT, ", %.2f s/step", 1 / stepsPerSecond);
    }

    private static String time(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60);
        }
        return String.format(Locale.ROOT, "%d:%02d h", seconds / 3600, seconds % 3600 / 60);
    }
}
