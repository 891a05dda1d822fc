package io.brushwork.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and shapes of the tensors of an SD 1.5 checkpoint, after the configuration v1-inference.yaml of ldm. */
final class Sd15 {
    static final String UNET = "model.diffusion_model.";
    static final String VAE = "first_stage_model.";
    static final String TEXT = "cond_stage_model.transformer.text_model.";

    /**
     * Multiplications and additions of one U-Net pass over a batch of two at 64x64, in convolutions, linear layers and
     * attention. {@code bench/pytorch/eager.py --flops} counts them too.
     */
    static final double UNET_FLOP = 1.607e12;

    private static final long CONTEXT = 768;
    private static final long TIME = 1280;
    private static final long[] UNET_CHANNELS = {320, 640, 1280, 1280};
    private static final long[] VAE_CHANNELS = {128, 256, 512, 512};

    private final Map<String, List<Long>> shapes = new LinkedHashMap<>();

    private Sd15() {}

    /** The whole checkpoint. */
    static Map<String, List<Long>> checkpoint() {
        Sd15 all = new Sd15();
        all.unet();
        all.text();
        all.vae();
        return all.shapes;
    }

    private void unet() {
        linear(UNET + "time_embed.0", UNET_CHANNELS[0], TIME);
        linear(UNET + "time_embed.2", TIME, TIME);
        conv(UNET + "input_blocks.0.0", 4, UNET_CHANNELS[0], 3);
        int block = 1;
        long in = UNET_CHANNELS[0];
        for (int level = 0; level < UNET_CHANNELS.length; level++) {
            for (int i = 0; i < 2; i++) {
                in = unetBlock(UNET + "input_blocks." + block++, in, UNET_CHANNELS[level], level < 3);
            }
            if (level < 3) {
                conv(UNET + "input_blocks." + block++ + ".0.op", in, in, 3);
            }
        }
        unetBlock(UNET + "middle_block", in, in, true);
        resBlock(UNET + "middle_block.2", in, in);
        // What the input blocks hand over, last first.
        long[] skips = {1280, 1280, 1280, 1280, 1280, 640, 640, 640, 320, 320, 320, 320};
        for (int i = 0; i < skips.length; i++) {
            int level = 3 - i / 3;
            String name = UNET + "output_blocks." + i;
            in = unetBlock(name, in + skips[i], UNET_CHANNELS[level], level < 3);
            if (i % 3 == 2 && level > 0) {
                conv(name + (level < 3 ? ".2" : ".1") + ".conv", in, in, 3);
            }
        }
        norm(UNET + "out.0", in);
        conv(UNET + "out.2", in, 4, 3);
    }

    private long unetBlock(String name, long in, long out, boolean attention) {
        resBlock(name + ".0", in, out);
        if (attention) {
            transformer(name + ".1", out);
        }
        return out;
    }

    private void resBlock(String name, long in, long out) {
        norm(name + ".in_layers.0", in);
        conv(name + ".in_layers.2", in, out, 3);
        linear(name + ".emb_layers.1", TIME, out);
        norm(name + ".out_layers.0", out);
        conv(name + ".out_layers.3", out, out, 3);
        if (in != out) {
            conv(name + ".skip_connection", in, out, 1);
        }
    }

    private void transformer(String name, long width) {
        norm(name + ".norm", width);
        conv(name + ".proj_in", width, width, 1);
        String block = name + ".transformer_blocks.0.";
        for (int i = 1; i <= 2; i++) {
            long context = i == 1 ? width : CONTEXT;
            weight(block + "attn" + i + ".to_q", width, width);
            weight(block + "attn" + i + ".to_k", width, context);
            weight(block + "attn" + i + ".to_v", width, context);
            linear(block + "attn" + i + ".to_out.0", width, width);
        }
        linear(block + "ff.net.0.proj", width, 8 * width);
        linear(block + "ff.net.2", 4 * width, width);
        for (int i = 1; i <= 3; i++) {
            norm(block + "norm" + i, width);
        }
        conv(name + ".proj_out", width, width, 1);
    }

    private void text() {
        weight(TEXT + "embeddings.token_embedding", 49_408L, CONTEXT);
        weight(TEXT + "embeddings.position_embedding", 77L, CONTEXT);
        for (int i = 0; i < 12; i++) {
            String layer = TEXT + "encoder.layers." + i;
            for (String projection : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
                linear(layer + ".self_attn." + projection, CONTEXT, CONTEXT);
            }
            linear(layer + ".mlp.fc1", CONTEXT, 4 * CONTEXT);
            linear(layer + ".mlp.fc2", 4 * CONTEXT, CONTEXT);
            norm(layer + ".layer_norm1", CONTEXT);
            norm(layer + ".layer_norm2", CONTEXT);
        }
        norm(TEXT + "final_layer_norm", CONTEXT);
    }

    private void vae() {
        String encoder = VAE + "encoder.";
        conv(encoder + "conv_in", 3, VAE_CHANNELS[0], 3);
        long in = VAE_CHANNELS[0];
        for (int level = 0; level < VAE_CHANNELS.length; level++) {
            in = vaeBlocks(encoder + "down." + level, 2, in, VAE_CHANNELS[level]);
            if (level < 3) {
                conv(encoder + "down." + level + ".downsample.conv", in, in, 3);
            }
        }
        vaeEnd(encoder, in, in, 8);
        conv(VAE + "quant_conv", 8, 8, 1);
        conv(VAE + "post_quant_conv", 4, 4, 1);
        String decoder = VAE + "decoder.";
        conv(decoder + "conv_in", 4, in, 3);
        for (int level = 3; level >= 0; level--) {
            in = vaeBlocks(decoder + "up." + level, 3, in, VAE_CHANNELS[level]);
            if (level > 0) {
                conv(decoder + "up." + level + ".upsample.conv", in, in, 3);
            }
        }
        vaeEnd(decoder, VAE_CHANNELS[3], in, 3);
    }

    private long vaeBlocks(String name, int count, long in, long out) {
        for (int i = 0; i < count; i++) {
            vaeResBlock(name + ".block." + i, i == 0 ? in : out, out);
        }
        return out;
    }

    private void vaeResBlock(String name, long in, long out) {
        norm(name + ".norm1", in);
        conv(name + ".conv1", in, out, 3);
        norm(name + ".norm2", out);
        conv(name + ".conv2", out, out, 3);
        if (in != out) {
            conv(name + ".nin_shortcut", in, out, 1);
        }
    }

    /** The middle, and what makes the output. */
    private void vaeEnd(String name, long middle, long last, long out) {
        vaeResBlock(name + "mid.block_1", middle, middle);
        norm(name + "mid.attn_1.norm", middle);
        for (String projection : List.of("q", "k", "v", "proj_out")) {
            conv(name + "mid.attn_1." + projection, middle, middle, 1);
        }
        vaeResBlock(name + "mid.block_2", middle, middle);
        norm(name + "norm_out", last);
        conv(name + "conv_out", last, out, 3);
    }

    private void conv(String name, long in, long out, long kernel) {
        weight(name, out, in, kernel, kernel);
        put(name + ".bias", out);
    }

    private void linear(String name, long in, long out) {
        weight(name, out, in);
        put(name + ".bias", out);
    }

    private void norm(String name, long channels) {
        weight(name, channels);
        put(name + ".bias", channels);
    }

    private void weight(String name, Long... shape) {
        put(name + ".weight", shape);
    }

    private void put(String name, Long... shape) {
        shapes.put(name, List.of(shape));
    }
}
