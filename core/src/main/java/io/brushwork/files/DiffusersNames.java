package io.brushwork.files;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the tensors of Diffusers are called in the checkpoints of CompVis (ldm). Diffusers counts levels and the layers in
 * them; ldm counts the blocks of the whole U-Net through, so that its numbers follow from which layers there are.
 *
 * <p>Each method gives a function from the one name to the other, empty for a name that it does not know.
 *
 * @see <a href="https://github.com/huggingface/diffusers">unet_2d_condition.py, autoencoder_kl.py</a>
 * @see <a href="https://github.com/CompVis/stable-diffusion">openaimodel.py, diffusionmodules/model.py</a>
 */
final class DiffusersNames {
    private static final String UNET = "model.diffusion_model.";
    private static final String VAE = "first_stage_model.";
    private static final String TEXT = "cond_stage_model.transformer.";
    private static final String TEXT_MODEL = "text_model.";

    private static final Pattern LEVEL = Pattern.compile(
            "(down|up)_blocks\\.(\\d{1,3})\\.(resnets|attentions|downsamplers|upsamplers)\\.(\\d{1,3})\\.(.+)");
    private static final Pattern MIDDLE = Pattern.compile("mid_block\\.(resnets|attentions)\\.(\\d{1,3})\\.(.+)");

    private static final Map<String, String> UNET_ENDS = Map.of(
            "conv_in", "input_blocks.0.0",
            "time_embedding.linear_1", "time_embed.0",
            "time_embedding.linear_2", "time_embed.2",
            "add_embedding.linear_1", "label_emb.0.0",
            "add_embedding.linear_2", "label_emb.0.2",
            "conv_norm_out", "out.0",
            "conv_out", "out.2");
    private static final Map<String, String> UNET_RESNET = Map.of(
            "norm1", "in_layers.0",
            "conv1", "in_layers.2",
            "time_emb_proj", "emb_layers.1",
            "norm2", "out_layers.0",
            "conv2", "out_layers.3",
            "conv_shortcut", "skip_connection");
    private static final Map<String, String> VAE_ENDS =
            Map.of("conv_in", "conv_in", "conv_norm_out", "norm_out", "conv_out", "conv_out");
    private static final Map<String, String> VAE_RESNET = Map.of(
            "norm1", "norm1", "conv1", "conv1", "norm2", "norm2", "conv2", "conv2", "conv_shortcut", "nin_shortcut");
    /** Of two names for one thing the second is that of Diffusers before 0.17. */
    private static final Map<String, String> VAE_ATTENTION = Map.of(
            "group_norm", "norm",
            "to_q", "q",
            "query", "q",
            "to_k", "k",
            "key", "k",
            "to_v", "v",
            "value", "v",
            "to_out.0", "proj_out",
            "proj_attn", "proj_out");

    private DiffusersNames() {}

    static Function<String, Optional<String>> unet(Collection<String> names) {
        Map<Integer, Level> down = levels(names, "down");
        Map<Integer, Level> up = levels(names, "up");
        return name -> {
            Matcher level = LEVEL.matcher(name);
            Matcher middle = MIDDLE.matcher(name);
            Optional<String> renamed;
            if (level.matches()) {
                boolean isDown = level.group(1).equals("down");
                renamed = Optional.ofNullable((isDown ? down : up).get(Integer.valueOf(level.group(2))))
                        .flatMap(there -> there.rename(isDown, level));
            } else if (middle.matches()) {
                int layer = Integer.parseInt(middle.group(2));
                renamed = middle.group(1).equals("resnets")
                        ? module(UNET_RESNET, middle.group(3)).map(s -> "middle_block." + 2 * layer + "." + s)
                        : Optional.of("middle_block." + (2 * layer + 1) + "." + middle.group(3));
            } else {
                renamed = module(UNET_ENDS, name);
            }
            return renamed.map(UNET::concat);
        };
    }

    /**
     * One level of the U-Net, on the way down or up.
     *
     * @param first the number of its first block among ldm's
     * @param layers its residual blocks, each the head of one block of ldm's
     */
    private record Level(int first, int layers, boolean attention) {
        Optional<String> rename(boolean down, Matcher name) {
            int block = first + Integer.parseInt(name.group(4));
            String blocks = down ? "input_blocks." : "output_blocks.";
            String rest = name.group(5);
            return switch (name.group(3)) {
                case "resnets" -> module(UNET_RESNET, rest).map(s -> blocks + block + ".0." + s);
                case "attentions" -> Optional.of(blocks + block + ".1." + rest);
                // Going down, the change of size is a block of its own; going up, it ends the last block.
                case "downsamplers" ->
                    module(Map.of("conv", "op"), rest).map(s -> blocks + (first + layers) + ".0." + s);
                default -> Optional.of(blocks + (first + layers - 1) + (attention ? ".2." : ".1.") + rest);
            };
        }
    }

    private static Map<Integer, Level> levels(Collection<String> names, String way) {
        Map<Integer, Integer> layers = new TreeMap<>();
        Map<Integer, Boolean> attention = new TreeMap<>();
        Map<Integer, Boolean> downsampled = new TreeMap<>();
        for (String name : names) {
            Matcher level = LEVEL.matcher(name);
            if (level.matches() && level.group(1).equals(way)) {
                Integer index = Integer.valueOf(level.group(2));
                switch (level.group(3)) {
                    case "resnets" -> layers.merge(index, Integer.parseInt(level.group(4)) + 1, Math::max);
                    case "attentions" -> attention.put(index, true);
                    case "downsamplers" -> downsampled.put(index, true);
                    default -> {}
                }
            }
        }
        Map<Integer, Level> levels = new TreeMap<>();
        int first = way.equals("down") ? 1 : 0; // input block 0 is conv_in
        for (Map.Entry<Integer, Integer> level : layers.entrySet()) {
            Integer index = level.getKey();
            levels.put(index, new Level(first, level.getValue(), attention.containsKey(index)));
            first += level.getValue() + (downsampled.containsKey(index) ? 1 : 0);
        }
        return levels;
    }

    static Function<String, Optional<String>> vae(Collection<String> names) {
        // The decoder goes up; ldm numbers its levels by size, from the top.
        int highest = levels(names.stream().map(DiffusersNames::inside).toList(), "up").keySet().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        return name -> {
            if (name.startsWith("quant_conv.") || name.startsWith("post_quant_conv.")) {
                return Optional.of(VAE + name);
            }
            String inside = inside(name);
            String side = name.substring(0, name.length() - inside.length());
            return side.isEmpty() ? Optional.empty() : vaeSide(inside, highest).map(s -> VAE + side + s);
        };
    }

    private static String inside(String name) {
        return name.startsWith("encoder.") || name.startsWith("decoder.") ? name.substring("encoder.".length()) : name;
    }

    private static Optional<String> vaeSide(String name, int highest) {
        Matcher level = LEVEL.matcher(name);
        Matcher middle = MIDDLE.matcher(name);
        if (level.matches()) {
            int index = Integer.parseInt(level.group(2));
            String there = level.group(1).equals("down") ? "down." + index : "up." + (highest - index);
            return switch (level.group(3)) {
                case "resnets" ->
                    module(VAE_RESNET, level.group(5)).map(s -> there + ".block." + level.group(4) + "." + s);
                case "downsamplers" -> Optional.of(there + ".downsample." + level.group(5));
                case "upsamplers" -> Optional.of(there + ".upsample." + level.group(5));
                default -> module(VAE_ATTENTION, level.group(5)).map(s -> there + ".attn." + level.group(4) + "." + s);
            };
        }
        if (middle.matches()) {
            int number = Integer.parseInt(middle.group(2)) + 1;
            return middle.group(1).equals("resnets")
                    ? module(VAE_RESNET, middle.group(3)).map(s -> "mid.block_" + number + "." + s)
                    : module(VAE_ATTENTION, middle.group(3)).map(s -> "mid.attn_" + number + "." + s);
        }
        return module(VAE_ENDS, name);
    }

    /** Whether a tensor of the VAE is a projection of its attention, which ldm keeps as a 1x1 convolution. */
    static boolean isVaeProjection(String ldmName) {
        return ldmName.startsWith(VAE) && ldmName.contains(".attn") && !ldmName.contains(".norm.");
    }

    /** The text model keeps its names; transformers 5 leaves out their beginning. */
    static Function<String, Optional<String>> text(Collection<String> names) {
        boolean whole = names.stream().anyMatch(name -> name.startsWith(TEXT_MODEL));
        return name -> Optional.of(TEXT + (whole || name.startsWith("text_projection.") ? "" : TEXT_MODEL) + name);
    }

    /** Renames what stands before the last dot. */
    private static Optional<String> module(Map<String, String> names, String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0
                ? Optional.empty()
                : Optional.ofNullable(names.get(name.substring(0, dot))).map(s -> s + name.substring(dot));
    }
}
