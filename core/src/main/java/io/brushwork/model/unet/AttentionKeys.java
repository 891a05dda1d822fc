package io.brushwork.model.unet;

import org.bytedeco.pytorch.Tensor;

/** Where the attention layers of one pass get their keys and values from. */
interface AttentionKeys {
    /** Keys and values of a layer whose own input is x [n, tokens, width]. */
    KeyValue of(CrossAttention attention, Tensor x);

    /**
     * Keys and values of one layer, split into heads.
     *
     * @param key [n, heads, contextTokens, d]
     * @param value of the same shape
     */
    record KeyValue(Tensor key, Tensor value) {}
}
