package io.brushwork.nn;

/**
 * One attention layer of a U-Net, as a {@link ContextTransform} sees it.
 *
 * @param part of the U-Net
 * @param block number of the block within its part, as in the checkpoint's keys ({@code input_blocks.4} is 4); 0 for the
 *     middle
 * @param layer number of the transformer layer within the block's spatial transformer
 * @param cross whether keys and values come from the prompt ({@code attn2}) or from the latent itself ({@code attn1})
 * @param width of the context: the last dimension of the tensor given to the transform
 */
public record Site(Part part, int block, int layer, boolean cross, long width) {
    /** The three parts of a U-Net, in the order of the data. */
    public enum Part {
        IN,
        MID,
        OUT
    }
}
