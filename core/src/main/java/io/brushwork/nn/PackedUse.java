package io.brushwork.nn;

import io.brushwork.tensor.Packing;

/**
 * Decides whether a layer runs over packed weights, by its input alone: a run that is resumed computes the same bits, whatever
 * came before.
 */
record PackedUse(Packing packing) {
    static final PackedUse ALWAYS = new PackedUse(Packing.FORWARD);
    static final PackedUse NEVER = new PackedUse(Packing.NONE);

    /**
     * Places of a feature map, or tokens, up to which bringing a weight into order takes a good part of a layer's time: two
     * thirds at 64 places, a third at 256; at 1024 nothing is left of it on the way back (docs/performance.md).
     */
    private static final long FEW_PLACES = 512;

    /** @param places rows of the layer's input */
    boolean of(long places) {
        return switch (packing) {
            case NONE -> false;
            case FORWARD -> true;
            case BOTH_WAYS -> places <= FEW_PLACES;
        };
    }
}
