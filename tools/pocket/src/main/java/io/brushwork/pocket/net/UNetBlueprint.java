package io.brushwork.pocket.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The U-Net of SD 1, {@code ldm.modules.diffusionmodules.openaimodel.UNetModel}, of any size, with one transformer layer
 * after every residual block of its first levels.
 *
 * @param channels of the first level; a multiple of 32
 * @param multiples of it at each level
 * @param attentionLevels how many levels, from the first, have transformers; the middle always has one
 * @param blocks of each level of the first half; the second half has one more
 * @param contextWidth of the prompt's context
 * @param latentChannels of the latent
 */
public record UNetBlueprint(
        int channels, List<Integer> multiples, int attentionLevels, int blocks, int contextWidth, int latentChannels) {
    public UNetBlueprint {
        multiples = List.copyOf(multiples);
    }

    /** Adds the tensors below {@code model.diffusion_model}. */
    public void addTo(Blueprint root) {
        Blueprint b = root.at("model.diffusion_model");
        b.linear("time_embed.0", channels, timeWidth(), true);
        b.linear("time_embed.2", timeWidth(), timeWidth(), true);
        b.conv("input_blocks.0.0", latentChannels, channels, 3);
        Deque<Integer> skips = new ArrayDeque<>();
        skips.push(channels);
        int width = firstHalf(b, skips);
        residual(b.at("middle_block.0"), width, width);
        transformer(b.at("middle_block.1"), width);
        residual(b.at("middle_block.2"), width, width);
        secondHalf(b, width, skips);
        b.norm("out.0", channels);
        b.zeroConv("out.2", channels, latentChannels, 3);
    }

    private int timeWidth() {
        return 4 * channels;
    }

    private int firstHalf(Blueprint b, Deque<Integer> skips) {
        int width = channels;
        int number = 1;
        for (int level = 0; level < multiples.size(); level++) {
            for (int i = 0; i < blocks; i++) {
                int out = channels * multiples.get(level);
                residual(b.at("input_blocks." + number + ".0"), width, out);
                if (level < attentionLevels) {
                    transformer(b.at("input_blocks." + number + ".1"), out);
                }
                width = out;
                skips.push(width);
                number++;
            }
            if (level < multiples.size() - 1) {
                b.conv("input_blocks." + number + ".0.op", width, width, 3);
                skips.push(width);
                number++;
            }
        }
        return width;
    }

    private void secondHalf(Blueprint b, int from, Deque<Integer> skips) {
        int width = from;
        int number = 0;
        for (int level = multiples.size() - 1; level >= 0; level--) {
            for (int i = 0; i <= blocks; i++) {
                int out = channels * multiples.get(level);
                residual(b.at("output_blocks." + number + ".0"), width + skips.pop(), out);
                width = out;
                int next = 1;
                if (level < attentionLevels) {
                    transformer(b.at("output_blocks." + number + "." + next), out);
                    next++;
                }
                if (level > 0 && i == blocks) {
                    b.conv("output_blocks." + number + "." + next + ".conv", width, width, 3);
                }
                number++;
            }
        }
    }

    private void residual(Blueprint b, int in, int out) {
        b.norm("in_layers.0", in);
        b.conv("in_layers.2", in, out, 3);
        b.linear("emb_layers.1", timeWidth(), out, true);
        b.norm("out_layers.0", out);
        b.zeroConv("out_layers.3", out, out, 3);
        if (in != out) {
            b.conv("skip_connection", in, out, 1);
        }
    }

    private void transformer(Blueprint b, int width) {
        b.norm("norm", width);
        b.conv("proj_in", width, width, 1);
        Blueprint block = b.at("transformer_blocks.0");
        attention(block.at("attn1"), width, width);
        block.linear("ff.net.0.proj", width, 8L * width, true);
        block.linear("ff.net.2", 4L * width, width, true);
        attention(block.at("attn2"), width, contextWidth);
        for (int i = 1; i <= 3; i++) {
            block.norm("norm" + i, width);
        }
        b.zeroConv("proj_out", width, width, 1);
    }

    private static void attention(Blueprint b, int width, int context) {
        b.linear("to_q", width, width, false);
        b.linear("to_k", context, width, false);
        b.linear("to_v", context, width, false);
        b.linear("to_out.0", width, width, true);
    }
}
