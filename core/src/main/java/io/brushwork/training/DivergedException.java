package io.brushwork.training;

/** A run that went wrong again each time it was taken back, and was given up. The file it trains is as it was before. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DivergedException(String report) {
        super(report);
    }
}
