package io.brushwork.pocket.net;

import java.util.Collections;
import java.util.List;

/**
 * The autoencoder of SD 1, {@code ldm.models.autoencoder.AutoencoderKL}, of any size. In ldm every level of the encoder has
 * one number of blocks and every level of the decoder one more; here each has its own, for blocks of the first level cost
 * most.
 *
 * @param widths in channels of each level, multiples of 32; as many as make the factor, 4 for 8
 * @param encoderBlocks of each level of the encoder; with none, a level has the width of the one before
 * @param decoderBlocks of each level of the decoder; with none, a level has the width of the one after
 * @param latentChannels of the latent
 */
public record VaeBlueprint(
        List<Integer> widths, List<Integer> encoderBlocks, List<Integer> decoderBlocks, int latentChannels) {
    public static final String PREFIX = "first_stage_model";

    public VaeBlueprint {
        widths = List.copyOf(widths);
        encoderBlocks = List.copyOf(encoderBlocks);
        decoderBlocks = List.copyOf(decoderBlocks);
        if (encoderBlocks.size() != widths.size() || decoderBlocks.size() != widths.size()) {
            throw new IllegalArgumentException("blocks: expected a number for each of the " + widths.size()
                    + " levels, got " + encoderBlocks + " and " + decoderBlocks);
        }
        for (int level = 0; level < widths.size(); level++) {
            int before = widths.get(Math.max(0, level - 1));
            int after = widths.get(Math.min(widths.size() - 1, level + 1));
            if ((encoderBlocks.get(level) == 0 && !widths.get(level).equals(before))
                    || (decoderBlocks.get(level) == 0 && !widths.get(level).equals(after))) {
                throw new IllegalArgumentException("blocks: level " + level + " changes the width without a block");
            }
        }
    }

    /**
     * As ldm has it.
     *
     * @param channels of the first level
     * @param multiples of it at each level
     * @param blocks of each level of the encoder; the decoder has one more
     */
    public static VaeBlueprint of(int channels, List<Integer> multiples, int blocks, int latentChannels) {
        return new VaeBlueprint(
                multiples.stream().map(multiple -> channels * multiple).toList(),
                Collections.nCopies(multiples.size(), blocks),
                Collections.nCopies(multiples.size(), blocks + 1),
                latentChannels);
    }

    public Blueprint blueprint() {
        Blueprint b = new Blueprint();
        Blueprint vae = b.at(PREFIX);
        encoder(vae.at("encoder"));
        decoder(vae.at("decoder"));
        vae.conv("quant_conv", 2L * latentChannels, 2L * latentChannels, 1);
        vae.conv("post_quant_conv", latentChannels, latentChannels, 1);
        return b;
    }

    private int last() {
        return widths.size() - 1;
    }

    private void encoder(Blueprint b) {
        int width = widths.get(0);
        b.conv("conv_in", 3, width, 3);
        for (int level = 0; level <= last(); level++) {
            Blueprint down = b.at("down." + level);
            for (int i = 0; i < encoderBlocks.get(level); i++) {
                block(down.at("block." + i), width, widths.get(level));
                width = widths.get(level);
            }
            if (level < last()) {
                down.conv("downsample.conv", width, width, 3);
            }
        }
        middle(b.at("mid"), width);
        b.norm("norm_out", width);
        b.conv("conv_out", width, 2L * latentChannels, 3);
    }

    private void decoder(Blueprint b) {
        int width = widths.get(last());
        b.conv("conv_in", latentChannels, width, 3);
        middle(b.at("mid"), width);
        for (int level = last(); level >= 0; level--) {
            Blueprint up = b.at("up." + level);
            for (int i = 0; i < decoderBlocks.get(level); i++) {
                block(up.at("block." + i), width, widths.get(level));
                width = widths.get(level);
            }
            if (level > 0) {
                up.conv("upsample.conv", width, width, 3);
            }
        }
        b.norm("norm_out", width);
        b.conv("conv_out", width, 3, 3);
    }

    private static void middle(Blueprint b, int width) {
        block(b.at("block_1"), width, width);
        Blueprint attention = b.at("attn_1");
        attention.norm("norm", width);
        for (String map : List.of("q", "k", "v", "proj_out")) {
            attention.conv(map, width, width, 1);
        }
        block(b.at("block_2"), width, width);
    }

    private static void block(Blueprint b, int in, int out) {
        b.norm("norm1", in);
        b.conv("conv1", in, out, 3);
        b.norm("norm2", out);
        b.conv("conv2", out, out, 3);
        if (in != out) {
            b.conv("nin_shortcut", in, out, 1);
        }
    }
}
