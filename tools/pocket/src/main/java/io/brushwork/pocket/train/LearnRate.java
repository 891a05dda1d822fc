package io.brushwork.pocket.train;

/**
 * How the learn rate goes: up in a straight line, then down along half a cosine to a twentieth.
 *
 * @param peak the highest
 * @param warmUp steps to it
 * @param steps of the whole training
 */
public record LearnRate(double peak, int warmUp, int steps) {
    private static final double LEAST = 0.05;

    public LearnRate {
        if (!(peak > 0) || warmUp < 0 || steps <= warmUp) {
            throw new IllegalArgumentException(
                    "steps: expected more than the " + warmUp + " of the warm-up, got " + steps);
        }
    }

    /** @param step from 1 */
    double at(long step) {
        if (step <= warmUp) {
            return peak * step / warmUp;
        }
        double gone = Math.min(1, (double) (step - warmUp) / (steps - warmUp));
        return peak * (LEAST + (1 - LEAST) * 0.5 * (1 + Math.cos(Math.PI * gone)));
    }
}
