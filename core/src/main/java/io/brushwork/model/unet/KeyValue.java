package io.brushwork.model.unet;

import org.bytedeco.pytorch.Tensor;

/**
 * Keys and values of one attention layer, split into heads.
 *
 * @param key [n, heads, contextTokens, d]
 * @param value of the same shape
 */
record KeyValue(Tensor key, Tensor value) {}
