package io.brushwork.nn;

/** What a convolution sees beyond the border: nothing, or the other side (pictures that tile). */
public enum Padding {
    ZERO,
    CIRCULAR
}
