package io.brushwork.pocket.data;

/** What the drawings of a subject may be used for, so that measures are taken on drawings that no training saw. */
public enum Part {
    /** The base learns it in the base styles; hypernetworks may learn from its drawings in the target styles. */
    TAUGHT,
    /** The base learns it in the base styles; its drawings in the target styles are seen by no training at all. */
    HELD_OUT,
    /** The base does not learn it. The autoencoder does, and some of its black-and-white drawings are in the base. */
    OTHER,
    /** Seen by no training, in no style. */
    UNSEEN
}
