package io.brushwork.model.vae;

import org.bytedeco.pytorch.Tensor;

/** One member of the encoder or decoder: [n, channels, h, w] to another feature map. */
interface VaeBlock {
    Tensor forward(Tensor x);
}
