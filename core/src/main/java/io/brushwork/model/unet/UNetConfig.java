package io.brushwork.model.unet;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.Weights;

/**
 * The architecture of a U-Net, read off the shapes of its weights: there is no configuration file.
 *
 * @param inChannels of the latent given to it (4; inpainting models have 9)
 * @param outChannels of its prediction
 * @param modelChannels of the first block; the others are multiples of it
 * @param contextWidth of the prompt's context
 * @param linearProjections whether the transformers' projections are linear layers (SD 2) and not convolutions (SD 1)
 * @param addedWidth of the vector added to the time embedding (SDXL's sizes and pooled text); 0 where there is none
 */
record UNetConfig(
        long inChannels,
        long outChannels,
        long modelChannels,
        long contextWidth,
        boolean linearProjections,
        long addedWidth) {
    private static final long HEADS_SD1 = 8;
    private static final long HEAD_WIDTH_SD2 = 64;

    static UNetConfig of(Weights w) throws ModelFormatException {
        String conv = "input_blocks.0.0.weight";
        String first = firstTransformer(w);
        return new UNetConfig(
                w.size(conv, 1),
                w.size("out.2.weight", 0),
                w.size(conv, 0),
                w.size(first + ".transformer_blocks.0.attn2.to_k.weight", 1),
                w.shape(first + ".proj_in.weight").size() == 2,
                w.has("label_emb.0.0.weight") ? w.size("label_emb.0.0.weight", 1) : 0);
    }

    private static String firstTransformer(Weights w) throws ModelFormatException {
        for (int i = 0; i < w.count("input_blocks"); i++) {
            String name = "input_blocks." + i + ".1";
            if (w.hasChild(name + ".transformer_blocks")) {
                return name;
            }
        }
        throw w.fault("input_blocks", "expected a transformer in one of them, found none");
    }

    /**
     * Attention heads of a block: the number is fixed in SD 1 and the width of a head in SD 2. The weights do not show
     * which, but the form of the projections changed with it.
     */
    long heads(long channels) {
        return linearProjections ? channels / HEAD_WIDTH_SD2 : HEADS_SD1;
    }

    long timeWidth() {
        return 4 * modelChannels;
    }
}
