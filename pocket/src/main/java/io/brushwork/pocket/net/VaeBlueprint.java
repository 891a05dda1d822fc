package io.brushwork.pocket.net;

import java.util.List;

/**
 * The autoencoder of SD 1, {@code ldm.models.autoencoder.AutoencoderKL}, of any size.
 *
 * @param channels of the first level; a multiple of 32
 * @param multiples of it at each level; as many levels as make the factor, 4 for 8
 * @param blocks of each level of the encoder; the decoder has one more
 * @param latentChannels of the latent
 */
public record VaeBlueprint(int channels, List<Integer> multiples, int blocks, int latentChannels) {
    static final String PREFIX = "first_stage_model";

    public VaeBlueprint {
        multiples = List.copyOf(multiples);
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

    private int width(int level) {
        return channels * multiples.get(level);
    }

    private int last() {
        return multiples.size() - 1;
    }

    private void encoder(Blueprint b) {
        b.conv("conv_in", 3, channels, 3);
        int width = channels;
        for (int level = 0; level <= last(); level++) {
            Blueprint down = b.at("down." + level);
            for (int i = 0; i < blocks; i++) {
                block(down.at("block." + i), width, width(level));
                width = width(level);
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
        int width = width(last());
        b.conv("conv_in", latentChannels, width, 3);
        middle(b.at("mid"), width);
        for (int level = last(); level >= 0; level--) {
            Blueprint up = b.at("up." + level);
            for (int i = 0; i <= blocks; i++) {
                block(up.at("block." + i), width, width(level));
                width = width(level);
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
