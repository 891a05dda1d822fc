package io.brushwork.training.schedule;

/** How a rate goes while one item of a schedule is in force. */
sealed interface RateCurve {
    /** @param step since the item came into force, 0 for the first */
    double at(long step);

    record Constant(double rate) implements RateCurve {
        @Override
        public double at(long step) {
            return rate;
        }
    }

    /**
     * Half a cosine from {@code high} to {@code low}, again and again: SGDR of Loshchilov and Hutter
     * (<a href="https://arxiv.org/abs/1608.03983">arXiv:1608.03983</a>, formula 5), the numbers of PyTorch's
     * {@code CosineAnnealingWarmRestarts}.
     *
     * @param period steps of the first cycle
     * @param growth each cycle is this many times as long as the one before
     */
    record Cosine(double high, double low, long period, long growth) implements RateCurve {
        @Override
        public double at(long step) {
            long into = step;
            long cycle = period;
            if (growth == 1) {
                into = step % period;
            } else {
                while (into >= cycle) {
                    into -= cycle;
                    cycle = cycle > Long.MAX_VALUE / growth ? Long.MAX_VALUE : cycle * growth;
                }
            }
            return low + (high - low) * (1 + Math.cos(Math.PI * into / cycle)) / 2;
        }
    }
}
