package io.brushwork.pocket.train;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.TensorSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * An autoencoder without blocks in its first level, as one that ldm's configuration can say: with blocks there that change
 * nothing, since their last convolution is zero.
 *
 * <p>Widths of ldm are whole multiples of the first convolution's. With widths such as 64, 64, 96 only 32 divides them, so
 * the first convolution has 32 channels and does no more than gather the 27 numbers of a 3x3 window of three colours; the
 * shortcut of the first block mixes them with the weights that the convolution had. The sums are the same.
 */
final class LdmAutoencoder implements TensorSource {
    private static final String ENCODER = "first_stage_model.encoder.";
    private static final String DECODER = "first_stage_model.decoder.up.0.";
    private static final String CONV_IN = ENCODER + "conv_in.weight";
    private static final String CONV_IN_BIAS = ENCODER + "conv_in.bias";
    private static final String FIRST = ENCODER + "down.0.block.0.";
    private static final String MIX = FIRST + "nin_shortcut.weight";
    private static final String MIX_BIAS = FIRST + "nin_shortcut.bias";
    private static final int DECODER_BLOCKS = 2;
    private static final long GATHERED = 32;
    private static final long WINDOW = 27;

    private final TensorSource vae;
    /** Shapes of the tensors that are added or replaced. */
    private final Map<String, List<Long>> shapes = new LinkedHashMap<>();

    private LdmAutoencoder(TensorSource vae) {
        this.vae = vae;
        List<Long> in = vae.shape(CONV_IN);
        long width = in.get(0);
        shapes.put(CONV_IN, List.of(GATHERED, in.get(1), in.get(2), in.get(3)));
        shapes.put(CONV_IN_BIAS, List.of(GATHERED));
        block(FIRST, GATHERED, width);
        shapes.put(MIX, List.of(width, GATHERED, 1L, 1L));
        shapes.put(MIX_BIAS, List.of(width));
        for (int i = 0; i < DECODER_BLOCKS; i++) {
            block(DECODER + "block." + i + ".", width, width);
        }
    }

    /** The autoencoder itself where its first level has blocks. */
    static TensorSource of(TensorSource vae) {
        return vae.names().contains(FIRST + "norm1.weight") ? vae : new LdmAutoencoder(vae);
    }

    private void block(String at, long in, long out) {
        shapes.put(at + "norm1.weight", List.of(in));
        shapes.put(at + "norm1.bias", List.of(in));
        shapes.put(at + "conv1.weight", List.of(out, in, 3L, 3L));
        shapes.put(at + "conv1.bias", List.of(out));
        shapes.put(at + "norm2.weight", List.of(out));
        shapes.put(at + "norm2.bias", List.of(out));
        shapes.put(at + "conv2.weight", List.of(out, out, 3L, 3L));
        shapes.put(at + "conv2.bias", List.of(out));
    }

    @Override
    public String label() {
        return vae.label();
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(vae.names());
        names.addAll(shapes.keySet());
        return names;
    }

    @Override
    public List<Long> shape(String name) {
        List<Long> shape = shapes.get(name);
        return shape == null ? vae.shape(name) : shape;
    }

    @Override
    public Tensor read(String name) throws ModelFormatException {
        List<Long> shape = shapes.get(name);
        if (shape == null) {
            return vae.read(name);
        }
        long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
        return switch (name) {
            case CONV_IN -> torch.eye(GATHERED, WINDOW).view(sizes);
            case MIX -> mix(sizes);
            case MIX_BIAS -> vae.read(CONV_IN_BIAS);
            default ->
                name.endsWith("norm1.weight") || name.endsWith("norm2.weight") ? torch.ones(sizes) : torch.zeros(sizes);
        };
    }

    /** The old convolution [width, 3, 3, 3] as [width, 27], and nothing for the channels that gather nothing. */
    private Tensor mix(long[] sizes) throws ModelFormatException {
        Tensor rows = vae.read(CONV_IN).flatten(1, -1);
        return torch.constant_pad_nd(rows, 0, GATHERED - WINDOW).view(sizes);
    }
}
