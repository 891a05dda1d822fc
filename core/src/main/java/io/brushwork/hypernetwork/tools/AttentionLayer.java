package io.brushwork.hypernetwork.tools;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.StoredTensor;
import io.brushwork.nn.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One attention layer of a checkpoint's U-Net, read off the names and shapes of its tensors.
 *
 * @param path what the names of its tensors begin with: {@code
 *     model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn1}
 */
public record AttentionLayer(Site site, String path) {
    private static final Pattern KEYS = Pattern.compile("(model\\.diffusion_model\\."
            + "(?:(input|output)_blocks\\.(\\d{1,3})|middle_block)\\.\\d{1,3}"
            + "\\.transformer_blocks\\.(\\d{1,3})\\.attn([12]))\\.to_k\\.weight");

    /**
     * All attention layers, in the order of the file.
     *
     * @throws ModelFormatException where there is none
     */
    public static List<AttentionLayer> of(Checkpoint checkpoint) throws ModelFormatException {
        List<AttentionLayer> layers = new ArrayList<>();
        for (Map.Entry<String, StoredTensor> tensor : checkpoint.tensors().entrySet()) {
            Matcher name = KEYS.matcher(tensor.getKey());
            if (name.matches() && tensor.getValue().shape().size() == 2) {
                Site.Part part = name.group(2) == null
                        ? Site.Part.MID
                        : name.group(2).equals("input") ? Site.Part.IN : Site.Part.OUT;
                int block = name.group(3) == null ? 0 : Integer.parseInt(name.group(3));
                boolean cross = name.group(5).equals("2");
                long width = tensor.getValue().shape().get(1);
                layers.add(new AttentionLayer(
                        new Site(part, block, Integer.parseInt(name.group(4)), cross, width), name.group(1)));
            }
        }
        if (layers.isEmpty()) {
            throw new ModelFormatException(
                    checkpoint.file(), "has no attention layers of a U-Net; expected a checkpoint");
        }
        return layers;
    }

    /** The context widths of a checkpoint, on all of which a new network can act. */
    public static Set<Long> widths(Path checkpoint) throws IOException {
        return widths(of(Checkpoint.open(checkpoint)));
    }

    /**
     * The context widths, in A1111's order: that of the prompt first, then those of the layers themselves. For SD 1 they
     * are 768, 320, 640, 1280.
     */
    public static Set<Long> widths(List<AttentionLayer> layers) {
        Set<Long> widths = new LinkedHashSet<>();
        Set<Long> own = new TreeSet<>();
        for (AttentionLayer layer : layers) {
            (layer.site().cross() ? widths : own).add(layer.site().width());
        }
        widths.addAll(own);
        return widths;
    }

    String toK() {
        return path + ".to_k.weight";
    }

    String toV() {
        return path + ".to_v.weight";
    }

    String toOut() {
        return path + ".to_out.0.weight";
    }

    String toOutBias() {
        return path + ".to_out.0.bias";
    }
}
