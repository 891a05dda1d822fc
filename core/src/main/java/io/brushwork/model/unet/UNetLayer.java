package io.brushwork.model.unet;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** One member of a U-Net block. */
sealed interface UNetLayer permits ResBlock, SpatialTransformer, Resampling {
    /**
     * @param x [n, channels, h, w]
     * @param emb SiLU of the time embedding [n, 4 * modelChannels]
     */
    Tensor forward(Tensor x, Tensor emb, AttentionKeys keys);

    /** Attention layers inside, in the order of the data. */
    default List<CrossAttention> attention() {
        return List.of();
    }
}
