package io.brushwork.pocket.data;

/** What the drawings of a subject may be used for, so that measures are taken on drawings that no training saw. */
public enum Part {
    /**
     * The base learns it in the base styles; hypernetworks may learn from its drawings in the target styles, and the base
     * from some in black and white that they do not learn from.
     */
    TAUGHT,
    /** The base learns it in the base styles; its drawings in the target styles are seen by no training at all. */
    HELD_OUT,
    /** The base does not learn it in colour. The autoencoder does, and the base began with some in black and white. */
    OTHER,
    /** Seen by no training, in no style. */
    UNSEEN
}
