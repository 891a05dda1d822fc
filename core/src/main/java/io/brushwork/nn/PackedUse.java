package io.brushwork.nn;

import io.brushwork.tensor.Packing;
import org.bytedeco.pytorch.Tensor;

/** Decides whether one layer runs over packed weights; once decided, it stays so. */
final class PackedUse {
    static final PackedUse ALWAYS = new PackedUse(Packing.FORWARD);
    static final PackedUse NEVER = new PackedUse(Packing.NONE);

    /**
     * Places of a feature map, or tokens, up to which bringing a weight into order takes a good part of a layer's time: two
     * thirds at 64 places, a third at 256; at 1024 nothing is left of it on the way back (docs/performance.md).
     */
    private static final long FEW_PLACES = 512;

    private boolean undecided;
    private boolean packs;

    PackedUse(Packing packing) {
        undecided = packing == Packing.BOTH_WAYS;
        packs = packing == Packing.FORWARD;
    }

    /**
     * Whether to run over packed weights.
     *
     * @param places rows of the layer's input
     */
    boolean of(Tensor x, long places) {
        if (undecided && WayBack.isRecorded(x)) {
            undecided = false;
            packs = places <= FEW_PLACES;
        }
        return packs;
    }
}
