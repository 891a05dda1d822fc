package io.brushwork.hypernetwork;

import io.brushwork.base.Sha256;
import io.brushwork.files.DType;
import io.brushwork.nn.ContextTransform;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A hypernetwork: for each context width a pair of small networks that change the context before an attention layer makes
 * its keys and its values of it. All layers of one width share the pair.
 *
 * <p>Immutable, and its own weights' owner: {@link #close} frees them, after which nothing of it may be used. What it is
 * called in tags is the file's name; what it <em>is</em> says its {@link Id}.
 */
public final class Hypernetwork implements AutoCloseable {
    private static final long MAX_WIDTH = 1 << 16;
    /** From here on numbers are rounded to infinity in f16. */
    private static final double HALF_OVERFLOW = 65520;

    private final Id id;
    private final @Nullable String recordedName;
    private final HypernetworkConfig config;
    private final DType dtype;
    private final Map<Long, Pair> modules;

    private Hypernetwork(
            Id id, @Nullable String recordedName, HypernetworkConfig config, DType dtype, Map<Long, Pair> modules) {
        this.id = id;
        this.recordedName = recordedName;
        this.config = config;
        this.dtype = dtype;
        this.modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
        weights().values().forEach(Scope::retain);
    }

    /**
     * Makes a new network in memory, its weights drawn as A1111 draws them: after {@code torch.manual_seed(seed)} A1111
     * makes the very same numbers. The weights are float32 on the processor and may be trained.
     *
     * @param name as tags will call it: the file's name without its extension
     * @param widths context widths, in the order in which the weights are drawn; A1111's is 768, 320, 640, 1280
     * @param config its {@code weightInit} is one of Normal, XavierUniform, XavierNormal, KaimingUniform, KaimingNormal
     * @throws IllegalArgumentException for widths or a structure that leave a layer without size, or another weight
     *     initialisation
     */
    public static Hypernetwork create(String name, Collection<Long> widths, HypernetworkConfig config, long seed) {
        WeightInit init = WeightInit.of(config.weightInit());
        Set<Long> wanted = checkedWidths(widths);
        wanted.forEach(config::plan);
        try (Scope scope = new Scope();
                InferenceMode normal = new InferenceMode(false);
                Generator generator = torch.make_generator_cpu(seed)) {
            GeneratorOptional random = new GeneratorOptional(generator);
            Map<Long, Pair> modules = new LinkedHashMap<>();
            for (long width : wanted) {
                HypernetworkModule key = NewModule.draw(width, config, init, random);
                modules.put(width, new Pair(key, NewModule.draw(width, config, init, random)));
            }
            return new Hypernetwork(Id.unsaved(name), name, config, DType.F32, modules);
        }
    }

    /**
     * Makes a network of weights that are there already. It gets float32 copies of its own, on the device where they
     * are, which may be trained.
     *
     * @param name as tags will call it: the file's name without its extension
     * @param weights by names as {@link #weights} gives them; all that the structure asks for, and no other
     * @throws IllegalArgumentException where names or shapes are not those of the structure
     */
    public static Hypernetwork of(String name, HypernetworkConfig config, Map<String, Tensor> weights) {
        try (Scope scope = new Scope();
                InferenceMode normal = new InferenceMode(false);
                NoGradGuard noGrad = new NoGradGuard()) {
            Map<String, Tensor> left = new LinkedHashMap<>(weights);
            Map<Long, Pair> modules = new LinkedHashMap<>();
            for (long width : NewModule.widths(weights.keySet())) {
                HypernetworkModule key = NewModule.take(width, width + ".k.", config, left);
                modules.put(width, new Pair(key, NewModule.take(width, width + ".v.", config, left)));
            }
            if (!left.isEmpty()) {
                throw new IllegalArgumentException("weights: the structure has no "
                        + left.keySet().iterator().next());
            }
            return new Hypernetwork(Id.unsaved(name), name, config, DType.F32, modules);
        }
    }

    private static Set<Long> checkedWidths(Collection<Long> widths) {
        Set<Long> distinct = new LinkedHashSet<>(widths);
        if (distinct.isEmpty()
                || distinct.size() < widths.size()
                || distinct.stream().anyMatch(width -> width < 1 || width > MAX_WIDTH)) {
            throw new IllegalArgumentException(
                    "widths: expected one or more different whole numbers from 1 to " + MAX_WIDTH + ", got " + widths);
        }
        return distinct;
    }

    /**
     * Loads a file in A1111's format of any age ({@code .pt}, {@code .ckpt}) or in Brushwork's {@code .safetensors}.
     *
     * @param compute whose device the weights go to; they are float32 whatever its dtype, as in A1111
     * @throws io.brushwork.files.ModelFormatException for a file that is damaged, no hypernetwork, or one whose tensors are
     *     not those of the structure it declares
     */
    public static Hypernetwork load(Path path, Compute compute) throws IOException {
        // Read first: that says best what is wrong with a file.
        HypernetworkFile file = HypernetworkFile.read(path);
        return load(path, file, compute, Id.of(path));
    }

    /**
     * As {@link #load(Path, Compute)}, of a file whose hash is known.
     *
     * @param id of the file
     */
    public static Hypernetwork load(Path path, Compute compute, Id id) throws IOException {
        return load(path, HypernetworkFile.read(path), compute, id);
    }

    private static Hypernetwork load(Path path, HypernetworkFile file, Compute compute, Id id) throws IOException {
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
            return new Hypernetwork(id, file.recordedName(), file.config(), file.dtype(), modules);
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
     * @throws IllegalArgumentException for another ending or type, or a weight that is too large for f16
     */
    public void save(Path file, DType dtype) throws IOException {
        save(file, dtype, config, nameOf(file));
    }

    /**
     * As {@link #save(Path, DType)}, with other settings and another name: for networks in training, whose step grows.
     *
     * @param settings of the same layers as {@link #config}
     * @param recordedName the name inside the file; A1111 takes networks in which it is equal for one network
     */
    public void save(Path file, DType dtype, HypernetworkConfig settings, String recordedName) throws IOException {
        if (dtype != DType.F32 && dtype != DType.F16 && dtype != DType.BF16) {
            throw new IllegalArgumentException("dtype: expected f32, f16 or bf16, got " + dtype.label());
        }
        for (long width : modules.keySet()) {
            if (!settings.plan(width).equals(config.plan(width))) {
                throw new IllegalArgumentException("settings: expected the layers of " + config + ", got " + settings);
            }
        }
        String fileName = file.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean safetensors = fileName.endsWith(".safetensors");
        if (!safetensors && !fileName.endsWith(".pt") && !fileName.endsWith(".ckpt")) {
            throw new IllegalArgumentException(
                    "file: expected a name ending in .pt, .ckpt or .safetensors, got " + file);
        }
        if (dtype == DType.F16) {
            refuseOverflow();
        }
        if (safetensors) {
            SafetensorsForm.write(file, recordedName, settings, this, dtype);
        } else {
            TorchForm.write(file, recordedName, settings, this, dtype);
        }
    }

    private void refuseOverflow() {
        weights().forEach((name, weight) -> {
            try (Scope scope = new Scope()) {
                double largest = weight.detach().abs().max().item_double();
                if (largest >= HALF_OVERFLOW) {
                    throw new IllegalArgumentException("dtype: " + name + " holds " + (float) largest
                            + ", more than f16 can (65504); take f32 or bf16");
                }
            }
        });
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
     * This network as it is trained: with dropout, whose draws depend on the seed and the site alone. Gradients flow to
     * those of its {@link #weights} that require them.
     *
     * @param strength 1 for training as A1111 does it, whatever strength the network is used at later
     */
    public ContextTransform training(double strength, long seed) {
        return new TrainingTransform(modules, strength, seed);
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
     * @param path absolute; of a network that was made in memory only its name counts
     * @param sha256 of the whole file, 64 hex digits; zeros for a network that was made in memory
     */
    public record Id(Path path, String sha256) {
        public Id {
            path = path.toAbsolutePath().normalize();
        }

        static Id unsaved(String name) {
            return new Id(Path.of(name + ".pt"), "0".repeat(64));
        }

        /** Reads the file to its end. */
        public static Id of(Path path) throws IOException {
            return new Id(path, Sha256.of(path));
        }

        /** The first 10 hex digits of the hash, as A1111 shows them. */
        public String shortHash() {
            return sha256.substring(0, 10);
        }
    }
}
