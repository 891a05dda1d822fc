package io.brushwork.hypernetwork;

import io.brushwork.files.DType;
import io.brushwork.nn.ContextTransform;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A hypernetwork: for each context width a pair of small networks that change the context before an attention layer makes
 * its keys and its values of it. All layers of one width share the pair.
 *
 * <p>Immutable, and its own weights' owner: {@link #close} frees them, after which nothing of it may be used. What it is
 * called in tags is the file's name; what it <em>is</em> says its {@link Id}.
 */
public final class Hypernetwork implements AutoCloseable {
    private final Id id;
    private final @Nullable String recordedName;
    private final HypernetworkConfig config;
    private final DType dtype;
    private final Map<Long, Pair> modules;

    private Hypernetwork(Id id, HypernetworkFile file, Map<Long, Pair> modules) {
        this.id = id;
        this.recordedName = file.recordedName();
        this.config = file.config();
        this.dtype = file.dtype();
        this.modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
    }

    /**
     * Loads a file in A1111's format of any age ({@code .pt}, {@code .ckpt}) or in Brushwork's {@code .safetensors}.
     *
     * @param compute whose device the weights go to; they are float32 whatever its dtype, as in A1111
     * @throws io.brushwork.files.ModelFormatException for a file that is damaged, no hypernetwork, or one whose tensors are
     *     not those of the structure it declares
     */
    public static Hypernetwork load(Path path, Compute compute) throws IOException {
        HypernetworkFile file = HypernetworkFile.read(path);
        Id id = Id.of(path);
        Map<Long, Pair> modules = new LinkedHashMap<>();
        try (Scope scope = new Scope();
                InferenceMode normal = new InferenceMode(false);
                WeightReader weights = new WeightReader(path, compute.device())) {
            for (Map.Entry<Long, HypernetworkFile.StoredPair> entry :
                    file.modules().entrySet()) {
                long width = entry.getKey();
                var stored = entry.getValue();
                modules.put(
                        width,
                        new Pair(
                                ModuleReader.read(weights, path, width + ".k", width, file.config(), stored.key()),
                                ModuleReader.read(weights, path, width + ".v", width, file.config(), stored.value())));
            }
            Hypernetwork network = new Hypernetwork(id, file, modules);
            network.weights().values().forEach(Scope::retain);
            return network;
        }
    }

    /** Writes it in the number type it was read in; see {@link #save(Path, DType)}. */
    public void save(Path file) throws IOException {
        save(file, dtype);
    }

    /**
     * Writes it, replacing the file in one step: in A1111's format to a {@code .pt} or {@code .ckpt}, in Brushwork's to a
     * {@code .safetensors}. The name recorded inside becomes that of the file, since A1111 mixes up networks whose
     * recorded names are equal.
     *
     * @param dtype F32, F16 or BF16
     */
    public void save(Path file, DType dtype) throws IOException {
        if (dtype != DType.F32 && dtype != DType.F16 && dtype != DType.BF16) {
            throw new IllegalArgumentException("dtype: expected f32, f16 or bf16, got " + dtype.label());
        }
        String fileName = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (fileName.endsWith(".safetensors")) {
            SafetensorsForm.write(file, nameOf(file), this, dtype);
        } else if (fileName.endsWith(".pt") || fileName.endsWith(".ckpt")) {
            TorchForm.write(file, nameOf(file), this, dtype);
        } else {
            throw new IllegalArgumentException(
                    "file: expected a name ending in .pt, .ckpt or .safetensors, got " + file);
        }
    }

    /** As tags call it: the name of its file without the extension. */
    public String name() {
        return nameOf(id.path());
    }

    /** The name inside the file, which training copies share; null where the file has none. */
    public @Nullable String recordedName() {
        return recordedName;
    }

    public Id id() {
        return id;
    }

    public HypernetworkConfig config() {
        return config;
    }

    /** The number type of the weights in the file. */
    public DType dtype() {
        return dtype;
    }

    /** The modules by context width, in the order of the file. */
    public Map<Long, Pair> modules() {
        return modules;
    }

    /** This network alone as a transform, at every step whatever the strength's step window. */
    public ContextTransform transform(Strength strength) {
        return HypernetworkChain.of(List.of(new AppliedHypernetwork(this, strength)));
    }

    /**
     * This network as it is trained: at strength 1, with dropout, whose draws depend on the seed and the site alone.
     * Gradients flow to those of its {@link #weights} that require them.
     */
    public ContextTransform training(long seed) {
        return new TrainingTransform(modules, seed);
    }

    /** All weights by their names in the safetensors form, {@code 768.k.linear.0.weight}; they belong to this network. */
    public Map<String, Tensor> weights() {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        modules.forEach((width, pair) -> {
            pair.key().weights().forEach((name, weight) -> weights.put(width + ".k." + name, weight));
            pair.value().weights().forEach((name, weight) -> weights.put(width + ".v." + name, weight));
        });
        return weights;
    }

    public long parameterCount() {
        return weights().values().stream().mapToLong(Tensor::numel).sum();
    }

    /** One entry per weight tensor, in the order of the file. */
    public List<LayerStatistics> statistics() {
        return weights().entrySet().stream()
                .map(weight -> LayerStatistics.of(weight.getKey(), weight.getValue()))
                .toList();
    }

    @Override
    public void close() {
        modules.values().forEach(pair -> {
            pair.key().close();
            pair.value().close();
        });
    }

    /** What a network in this file is called: the name of the file without the extension. */
    public static String nameOf(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** The networks of one width. */
    public record Pair(HypernetworkModule key, HypernetworkModule value) {}

    /**
     * Which network this is: where it was read and what was in the file. Names say neither: two folders may hold files of
     * one name, copies made in training share the name inside, and a file may be overwritten.
     *
     * @param path absolute
     * @param sha256 of the whole file, 64 hex digits
     */
    public record Id(Path path, String sha256) {
        public Id {
            path = path.toAbsolutePath().normalize();
        }

        /** Reads the file to its end. */
        public static Id of(Path path) throws IOException {
            try (InputStream in = Files.newInputStream(path)) {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                byte[] buffer = new byte[1 << 20];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                }
                return new Id(path, HexFormat.of().formatHex(digest.digest()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        /** The first 10 hex digits of the hash, as A1111 shows them. */
        public String shortHash() {
            return sha256.substring(0, 10);
        }
    }
}
