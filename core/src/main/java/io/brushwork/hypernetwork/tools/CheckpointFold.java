package io.brushwork.hypernetwork.tools;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.Safetensors;
import io.brushwork.files.StoredTensor;
import io.brushwork.files.TensorData;
import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.nn.Affine;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.Site;
import io.brushwork.nn.WrittenTensor;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Linear hypernetworks folded into a checkpoint, which then draws by itself what it drew with them. All that is lost is
 * what rounding to the checkpoint's number type loses.
 */
public final class CheckpointFold {
    private static final String NOTE = "brushwork.folded";
    private static final List<String> NETWORKS =
            List.of("model.diffusion_model.", "first_stage_model.", "cond_stage_model.", "conditioner.");

    private final FoldableChain chain;
    private final FileTensors tensors;
    private final @Nullable DType dtype;
    private final List<Change> changes = new ArrayList<>();

    private CheckpointFold(FoldableChain chain, FileTensors tensors, @Nullable DType dtype) {
        this.chain = chain;
        this.tensors = tensors;
        this.dtype = dtype;
    }

    /**
     * One tensor that became another.
     *
     * @param tensor its name in the checkpoint
     * @param change ||folded - before|| / ||before||
     * @param rounding ||stored - folded|| / ||folded - before||: the share of the change that the number type loses; 0
     *     where nothing changed
     */
    public record Change(Site site, String tensor, double change, double rounding) {}

    /**
     * Writes the checkpoint with the networks folded in. It is copied tensor by tensor; the whole of it is never in memory.
     *
     * @param chain networks without activations and layer norms, at any strengths, in all steps
     * @param out a .safetensors file, which is replaced
     * @param dtype of the weights of the networks in the new file; null for what each has
     * @return what was changed, in the order in which it was written
     * @throws IllegalArgumentException where the chain cannot be folded, before anything is written
     */
    public static List<Change> write(Checkpoint checkpoint, HypernetworkChain chain, Path out, @Nullable DType dtype)
            throws IOException {
        requireSafetensors(out);
        try (FileTensors tensors = new FileTensors(checkpoint.file().toString(), checkpoint.tensors());
                InferenceMode inference = new InferenceMode(true)) {
            CheckpointFold fold = new CheckpointFold(FoldableChain.of(chain, checkpoint, tensors), tensors, dtype);
            Map<String, String> metadata = new LinkedHashMap<>(checkpoint.metadata());
            metadata.merge(NOTE, note(chain), (before, now) -> before + ", " + now);
            Safetensors.write(out, fold.tensors(checkpoint), metadata);
            return fold.changes;
        }
    }

    static void requireSafetensors(Path out) {
        if (!out.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors")) {
            throw new IllegalArgumentException("out: expected a name ending in .safetensors, got " + out);
        }
    }

    /** The networks as in tags, with their hashes. */
    static String note(HypernetworkChain chain) {
        return chain.links().stream()
                .map(link -> link.network().name() + ":" + link.strength().overall() + " ["
                        + link.network().id().shortHash() + "]")
                .collect(Collectors.joining(", "));
    }

    private Map<String, TensorData> tensors(Checkpoint checkpoint) throws ModelFormatException {
        Map<String, TensorData> all = new LinkedHashMap<>();
        checkpoint.tensors().forEach((name, stored) -> all.put(name, copy(name, stored)));
        for (AttentionLayer layer : chain.touched()) {
            put(all, checkpoint, layer, layer.toK(), before -> times(before, chain.key(layer)));
            put(all, checkpoint, layer, layer.toV(), before -> times(before, chain.value(layer)));
            put(all, checkpoint, layer, layer.toOutBias(), before -> before.add(chain.outOffset(layer)));
        }
        return all;
    }

    private static Tensor times(Tensor projection, Affine map) {
        return torch.matmul(projection, map.matrix());
    }

    private TensorData copy(String name, StoredTensor stored) {
        DType to = stored(name, stored);
        return to == stored.dtype()
                ? TensorData.of(stored)
                : new WrittenTensor(to, stored.shape(), () -> fitting(name, to, tensors.read(stored)));
    }

    /** Tables of the schedule and positions keep their types. */
    private DType stored(String name, StoredTensor tensor) {
        boolean weight = tensor.dtype().isFloat() && NETWORKS.stream().anyMatch(name::startsWith);
        return dtype != null && weight ? dtype : tensor.dtype();
    }

    private void put(
            Map<String, TensorData> all, Checkpoint checkpoint, AttentionLayer layer, String name, Folding folding)
            throws ModelFormatException {
        StoredTensor stored = checkpoint.tensor(name);
        DType to = stored(name, stored);
        all.put(name, new WrittenTensor(to, stored.shape(), () -> {
            try (Scope scope = new Scope()) {
                Tensor before = chain.read(name);
                Tensor folded = folding.of(before);
                Tensor rounded = fitting(name, to, folded);
                changes.add(change(layer.site(), name, before, folded, rounded));
                return scope.keep(rounded);
            }
        }));
    }

    private static Change change(Site site, String name, Tensor before, Tensor folded, Tensor rounded) {
        double change = folded.sub(before).norm().item_double();
        double size = before.norm().item_double();
        double lost = rounded.to(ScalarType.Float).sub(folded).norm().item_double();
        return new Change(site, name, size == 0 ? 0 : change / size, change == 0 ? 0 : lost / change);
    }

    /** In that type. */
    static Tensor fitting(String name, DType to, Tensor tensor) throws IOException {
        Tensor stored = tensor.to(FileTensors.scalarType(to));
        if (!stored.isfinite().all().item_bool()) {
            throw new IOException(name + " would hold numbers that " + to.label() + " cannot; take another type");
        }
        return stored;
    }

    /** From a weight of the checkpoint, in float32, to the one that takes its place. */
    @FunctionalInterface
    private interface Folding {
        Tensor of(Tensor before) throws IOException;
    }
}
