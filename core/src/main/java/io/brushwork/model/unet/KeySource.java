package io.brushwork.model.unet;

import org.bytedeco.pytorch.Tensor;

/** Where the attention layers of one pass get their keys and values from. */
interface KeySource {
    /** Keys and values of a layer whose own input is x [n, tokens, width]. */
    KeyValue of(CrossAttention attention, Tensor x);
}
