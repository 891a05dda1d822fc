package io.brushwork.hypernetwork.tools;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.files.Safetensors;
import io.brushwork.files.TensorData;
import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.nn.Affine;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.Site;
import io.brushwork.nn.WrittenTensor;
import io.brushwork.tensor.BlasThreads;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Linear hypernetworks as a LoRA for one checkpoint, in kohya's naming: of each projection the part of its change that a
 * matrix of the wanted rank can express best, by singular value decomposition (Eckart and Young).
 *
 * <p>A LoRA has no place for the constant that a network adds to values; see {@link Layer#lostBias}. What it adds to keys
 * changes nothing anyhow.
 */
public final class LoraFold {
    private static final String SDXL = "conditioner.embedders.";

    private final FoldableChain chain;
    private final LoraNames names;
    private final int rank;
    private final @Nullable DType dtype;
    private final Checkpoint checkpoint;
    private final Map<String, TensorData> tensors = new LinkedHashMap<>();
    private final List<Layer> layers = new ArrayList<>();

    private LoraFold(FoldableChain chain, Checkpoint checkpoint, int rank, @Nullable DType dtype) {
        this.chain = chain;
        this.checkpoint = checkpoint;
        this.names = new LoraNames(checkpoint.tensors().keySet());
        this.rank = rank;
        this.dtype = dtype;
    }

    /**
     * One projection.
     *
     * @param name as in the LoRA, {@code lora_unet_…_attn1_to_k}
     * @param size ||change||, the root of the sum of its squares
     * @param error ||LoRA's change - change||
     * @param lostBias the constant that the network adds to the values and the LoRA cannot, as a share of what the rest of
     *     its change adds to values of a context of standard normal numbers; 0 for keys
     */
    public record Layer(String name, Site site, double size, double error, double lostBias) {
        public double relativeError() {
            return size == 0 ? 0 : error / size;
        }
    }

    /**
     * Writes the LoRA.
     *
     * @param chain networks without activations and layer norms, at any strengths, in all steps
     * @param out a .safetensors file, which is replaced
     * @param rank 1 or more; a projection that has fewer rows or columns gets as many as it has
     * @param dtype null for that of the checkpoint's projections
     * @return one entry per projection
     * @throws IllegalArgumentException where the chain cannot be folded or the checkpoint is of SDXL
     */
    public static List<Layer> write(
            Checkpoint checkpoint, HypernetworkChain chain, Path out, int rank, @Nullable DType dtype)
            throws IOException {
        CheckpointFold.requireSafetensors(out);
        if (rank < 1) {
            throw new IllegalArgumentException("rank: expected 1 or more, got " + rank);
        }
        if (checkpoint.tensors().keySet().stream().anyMatch(name -> name.startsWith(SDXL))) {
            throw new IllegalArgumentException("checkpoint: expected SD 1 or SD 2, got SDXL");
        }
        try (Scope scope = new Scope();
                FileTensors files = new FileTensors(checkpoint.file().toString(), checkpoint.tensors());
                InferenceMode inference = new InferenceMode(true)) {
            LoraFold fold = new LoraFold(FoldableChain.of(chain, checkpoint, files), checkpoint, rank, dtype);
            for (AttentionLayer layer : fold.chain.touched()) {
                fold.add(layer, false);
                fold.add(layer, true);
            }
            Safetensors.write(out, fold.tensors, fold.metadata(chain));
            return fold.layers;
        }
    }

    /** ||LoRA's change - change|| / ||change|| of all projections together. */
    public static double relativeError(List<Layer> layers) {
        double error = layers.stream()
                .mapToDouble(layer -> layer.error() * layer.error())
                .sum();
        double size = layers.stream()
                .mapToDouble(layer -> layer.size() * layer.size())
                .sum();
        return size == 0 ? 0 : Math.sqrt(error / size);
    }

    private Map<String, String> metadata(HypernetworkChain networks) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("ss_network_module", "networks.lora");
        metadata.put("ss_network_dim", Integer.toString(rank));
        metadata.put("ss_network_alpha", Integer.toString(rank));
        metadata.put("brushwork.folded", CheckpointFold.note(networks));
        return metadata;
    }

    private void add(AttentionLayer layer, boolean value) throws IOException {
        String source = value ? layer.toV() : layer.toK();
        String name = names.of(layer.site()) + (value ? "_to_v" : "_to_k");
        DType to = dtype == null ? checkpoint.tensor(source).dtype() : dtype;
        try (Scope scope = new Scope()) {
            Tensor projection = chain.read(source).to(ScalarType.Double);
            Affine map = value ? chain.value(layer) : chain.key(layer);
            Tensor matrix = map.matrix().to(ScalarType.Double);
            Tensor change = torch.matmul(projection, matrix).sub(projection);
            T_TensorTensorTensor_T parts = decomposed(change);
            long kept = Math.min(rank, parts.get1().numel());
            Tensor root = parts.get1().narrow(0, 0, kept).sqrt();
            Tensor up = CheckpointFold.fitting(
                    name, to, parts.get0().narrow(1, 0, kept).mul(root.unsqueeze(0)));
            Tensor down = CheckpointFold.fitting(
                    name, to, parts.get2().narrow(0, 0, kept).mul(root.unsqueeze(1)));
            put(scope, name + ".lora_down.weight", to, down);
            put(scope, name + ".lora_up.weight", to, up);
            // The rank itself, by which loaders divide: the product counts as it is.
            put(scope, name + ".alpha", DType.F32, torch.full(new long[0], new Scalar((double) kept)));
            Tensor product = torch.matmul(up.to(ScalarType.Double), down.to(ScalarType.Double));
            double size = change.norm().item_double();
            double bias = value
                    ? torch.mv(projection, map.offset().to(ScalarType.Double))
                            .norm()
                            .item_double()
                    : 0;
            layers.add(new Layer(
                    name, layer.site(), size, product.sub(change).norm().item_double(), size == 0 ? 0 : bias / size));
        }
    }

    /** By one thread: OpenBLAS's threads wait for one another at each of many small steps. */
    private static T_TensorTensorTensor_T decomposed(Tensor change) {
        try (BlasThreads one = BlasThreads.single()) {
            return torch.linalg_svd(change.to(ScalarType.Float), false, new StringViewOptional());
        }
    }

    private void put(Scope scope, String name, DType to, Tensor tensor) {
        tensors.put(name, WrittenTensor.of(to, scope.keep(tensor.contiguous())));
    }
}
