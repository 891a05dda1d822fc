package io.brushwork.hypernetwork.tools;

import io.brushwork.nn.Site;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What kohya's trainer calls the attention layers of SD 1 and SD 2: by Diffusers' names, with underscores. Diffusers
 * counts levels and the layers in them, checkpoints count blocks through; a level ends with the block that changes the
 * size.
 */
final class LoraNames {
    private static final String UNET = "model.diffusion_model.";

    private final Map<Integer, String> down = new HashMap<>();
    private final Map<Integer, String> up = new HashMap<>();

    /** @param names of the checkpoint's tensors */
    LoraNames(Set<String> names) {
        int level = 0;
        int layer = 0;
        for (int i = 1; hasBlock(names, "input_blocks." + i); i++) {
            if (names.contains(UNET + "input_blocks." + i + ".0.op.weight")) {
                level++;
                layer = 0;
            } else {
                down.put(i, "down_blocks_" + level + "_attentions_" + layer++);
            }
        }
        level = 0;
        layer = 0;
        for (int i = 0; hasBlock(names, "output_blocks." + i); i++) {
            up.put(i, "up_blocks_" + level + "_attentions_" + layer++);
            String block = UNET + "output_blocks." + i + ".";
            if (names.contains(block + "1.conv.weight") || names.contains(block + "2.conv.weight")) {
                level++;
                layer = 0;
            }
        }
    }

    private static boolean hasBlock(Set<String> names, String block) {
        return names.contains(UNET + block + ".0.op.weight") || names.contains(UNET + block + ".0.in_layers.2.weight");
    }

    /** Such as {@code lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1}. */
    String of(Site site) {
        String block = switch (site.part()) {
            case IN -> down.get(site.block());
            case MID -> "mid_block_attentions_0";
            case OUT -> up.get(site.block());
        };
        if (block == null) {
            throw new IllegalArgumentException("checkpoint: its blocks are not those of SD 1 or SD 2");
        }
        return "lora_unet_" + block + "_transformer_blocks_" + site.layer() + (site.cross() ? "_attn2" : "_attn1");
    }
}
