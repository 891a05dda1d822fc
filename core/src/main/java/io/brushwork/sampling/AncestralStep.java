package io.brushwork.sampling;

/**
 * A step to a lower noise level as a step below it and fresh noise back up to it, as variances add.
 *
 * @param down level to step down to
 * @param up level of the noise to add
 */
record AncestralStep(double down, double up) {
    /** The step between two levels, with the share {@code eta} of the noise of a full ancestral step. */
    static AncestralStep between(double from, double to, double eta) {
        double up = Math.min(to, eta * to * Math.sqrt(Math.max(0, 1 - (to * to) / (from * from))));
        return new AncestralStep(Math.sqrt(Math.max(0, to * to - up * up)), up);
    }
}
