package io.brushwork.sampling;

/** Length of the steps of DPM adaptive, by an integral controller on the error (k-diffusion's defaults: icoeff 1). */
final class StepLength {
    private static final double ACCEPTED_FACTOR = 0.81;

    private final double order;
    private double h;

    /** A first length, and the order that the error is assumed to have. */
    StepLength(double first, double order) {
        h = first;
        this.order = order;
    }

    double h() {
        return h;
    }

    /**
     * Sets the next length and says whether the step just tried stands.
     *
     * @param error of that step; 1 is just tolerable
     * @throws ArithmeticException where the error is not a number, as no length would ever do then
     */
    boolean accepts(double error) {
        if (Double.isNaN(error)) {
            throw new ArithmeticException("DPM adaptive: the network's prediction is not a number");
        }
        double factor = 1 + Math.atan(Math.pow(error + 1e-8, -1 / order) - 1);
        h *= factor;
        return factor >= ACCEPTED_FACTOR;
    }
}
