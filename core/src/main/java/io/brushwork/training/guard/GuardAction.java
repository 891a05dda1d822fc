package io.brushwork.training.guard;

/** What is done when the loss goes wrong. */
public enum GuardAction {
    /** Nothing, and nobody is told. */
    OFF,
    /** The listener is told. */
    WARN,
    /** The listener is told, and the rate becomes a tenth. */
    LOWER
}
