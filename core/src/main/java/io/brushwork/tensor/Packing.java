package io.brushwork.tensor;

/**
 * Which weights are brought into the order of oneDNN's kernels once, instead of at every call. Packed weights are slower to
 * load, and float32 on the processor only.
 */
public enum Packing {
    /** Plain weights. */
    NONE,
    /** Those of layers that only predict. A gradient can flow through them too, but not at its best. */
    FORWARD,
    /**
     * Those of frozen layers that gradients go back through, where packing gains something both ways: small feature maps. Each
     * such weight is kept twice, the second time turned round for the way back. For training on pictures of one size.
     */
    BOTH_WAYS
}
