package io.brushwork.nn;

import io.brushwork.files.ModelFormatException;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.OneDnn;
import io.brushwork.tensor.Packing;
import io.brushwork.tensor.Scope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.jspecify.annotations.Nullable;

/**
 * A path into a checkpoint: {@code w.at("attn1").linear("to_q", in, out)} fetches {@code attn1.to_q.weight}, checks its
 * shape and brings it to the compute's device and weight type. What is missing or of another shape is named in full.
 *
 * <p>The root owns every tensor given out; closing it frees them all. A tensor asked for twice is made once, so several
 * networks can be built over the same weights.
 */
public final class Weights implements AutoCloseable {
    /** Inputs times outputs from which on a weight is packed both ways. */
    private static final long LEAST_PACKED_BOTH_WAYS = 320 * 320;

    private final TensorSource source;
    private final Compute compute;
    private final Made made;
    private final String prefix;

    private Weights(TensorSource source, Compute compute, Made made, String prefix) {
        this.source = source;
        this.compute = compute;
        this.made = made;
        this.prefix = prefix;
    }

    /** What was given out, by name. */
    private record Made(
            Map<String, Tensor> tensors,
            Map<String, LinearWeight> linears,
            Map<String, ConvWeight> convs,
            PackedAutograd.Handed handed) {
        Made() {
            this(new HashMap<>(), new HashMap<>(), new HashMap<>(), new PackedAutograd.Handed());
        }

        void release(Predicate<String> which) {
            tensors.entrySet().removeIf(entry -> released(which, entry.getKey(), entry.getValue()::close));
            linears.entrySet().removeIf(entry -> released(which, entry.getKey(), entry.getValue()::close));
            convs.entrySet().removeIf(entry -> released(which, entry.getKey(), entry.getValue()::close));
            handed.close();
        }

        private static boolean released(Predicate<String> which, String name, Runnable close) {
            boolean released = which.test(name);
            if (released) {
                close.run();
            }
            return released;
        }
    }

    public static Weights of(TensorSource source, Compute compute) {
        return new Weights(source, compute, new Made(), "");
    }

    public Weights at(String child) {
        return new Weights(source, compute, made, prefix + child + ".");
    }

    /** The same tensors for networks that compute in another type: they are cast on use. */
    public Weights in(Compute other) {
        return new Weights(source, other, made, prefix);
    }

    public Compute compute() {
        return compute;
    }

    public boolean has(String name) {
        return source.names().contains(prefix + name);
    }

    /** True where any tensor lies below the child. */
    public boolean hasChild(String child) {
        String start = prefix + child + ".";
        return source.names().stream().anyMatch(n -> n.startsWith(start));
    }

    /** How many of the children {@code name.0}, {@code name.1}, … there are, from 0 without a gap. */
    public int count(String name) {
        int n = 0;
        while (hasChild(name + "." + n)) {
            n++;
        }
        return n;
    }

    /** One size of a tensor, for reading an architecture off its weights. */
    public long size(String name, int dimension) throws ModelFormatException {
        List<Long> shape = shape(name);
        if (dimension >= shape.size()) {
            throw fault(name, "expected at least " + (dimension + 1) + " dimensions, found " + shape);
        }
        return shape.get(dimension);
    }

    public List<Long> shape(String name) throws ModelFormatException {
        if (!has(name)) {
            throw fault(name, "missing");
        }
        return source.shape(prefix + name);
    }

    /** The tensor of that shape. */
    public Tensor tensor(String name, long... shape) throws ModelFormatException {
        check(name, shape);
        return known(made.tensors(), name, () -> read(name, this::kept));
    }

    /** What a function that keeps the elements (a view, a reorder) makes of a tensor. */
    private Tensor read(String name, UnaryOperator<Tensor> layout) throws ModelFormatException {
        try (Scope scope = new Scope()) {
            return Scope.retain(layout.apply(compute.place(source.read(prefix + name))));
        }
    }

    private interface Maker<T> {
        T make() throws ModelFormatException;
    }

    /** What was given out under a name, or is made now. */
    private <T> T known(Map<String, T> all, String name, Maker<T> maker) throws ModelFormatException {
        T found = all.get(prefix + name);
        if (found == null) {
            found = maker.make();
            all.put(prefix + name, found);
        }
        return found;
    }

    private void check(String name, long... shape) throws ModelFormatException {
        List<Long> found = shape(name);
        List<Long> expected = Arrays.stream(shape).boxed().toList();
        if (!found.equals(expected)) {
            throw fault(name, "expected " + expected + ", found " + found);
        }
    }

    /** A linear layer; its bias is optional, as the file has it. */
    public Linear linear(String name, long in, long out) throws ModelFormatException {
        check(name + ".weight", out, in);
        return new Linear(
                linearWeight(name + ".weight", UnaryOperator.identity(), out, in), bias(name, out), compute.dtype());
    }

    /** A 1x1 convolution or linear layer, as a linear layer over channels. */
    public Linear pointwise(String name, long in, long out) throws ModelFormatException {
        if (shape(name + ".weight").size() == 2) {
            return linear(name, in, out);
        }
        check(name + ".weight", out, in, 1, 1);
        return new Linear(
                linearWeight(name + ".weight", t -> t.view(out, in), out, in), bias(name, out), compute.dtype());
    }

    private LinearWeight linearWeight(String name, UnaryOperator<Tensor> view, long out, long in)
            throws ModelFormatException {
        return linearWeight(name, name, view, out, in);
    }

    private LinearWeight linearWeight(String key, String name, UnaryOperator<Tensor> view, long out, long in)
            throws ModelFormatException {
        return known(
                made.linears(),
                key,
                () -> new LinearWeight(read(name, t -> laid(view.apply(t))), use(out, in), made.handed()));
    }

    /** What is not laid out anew is copied where all else is, so that the file need not stay mapped for its sake. */
    private Tensor kept(Tensor tensor) {
        return compute.packing() == Packing.FORWARD ? tensor.clone() : tensor;
    }

    /** A linear layer's weight. */
    private Tensor laid(Tensor weight) {
        return compute.packing() == Packing.FORWARD ? OneDnn.packLinear(weight) : kept(weight);
    }

    /** On the way back, what {@link PackedAutograd} costs for each layer is more than a small weight gains. */
    private PackedUse use(long out, long in) {
        boolean small = out * in < LEAST_PACKED_BOTH_WAYS;
        return compute.packing() == Packing.BOTH_WAYS && small ? PackedUse.NEVER : new PackedUse(compute.packing());
    }

    /**
     * Linear layers of one shape whose weights lie one after the other in a tensor: queries, keys and values, or a gated
     * layer's value and gate.
     */
    public Linear[] linearParts(String weight, String bias, int parts, long in, long out) throws ModelFormatException {
        check(weight, parts * out, in);
        check(bias, parts * out);
        Linear[] layers = new Linear[parts];
        for (int i = 0; i < parts; i++) {
            long start = i * out;
            String part = "#" + i;
            LinearWeight matrix = linearWeight(weight + part, weight, t -> t.narrow(0, start, out), out, in);
            Tensor offset = known(made.tensors(), bias + part, () -> read(bias, t -> kept(t.narrow(0, start, out))));
            layers[i] = new Linear(matrix, offset, compute.dtype());
        }
        return layers;
    }

    /** A square convolution that keeps the size at stride 1, padded by half its kernel. */
    public Conv2d conv(String name, long in, long out, int kernel, int stride, Padding padding)
            throws ModelFormatException {
        int pad = kernel / 2;
        return new Conv2d(
                convWeight(name + ".weight", out, in, kernel, stride, pad),
                bias(name, out),
                stride,
                pad,
                padding,
                compute.dtype());
    }

    private ConvWeight convWeight(String name, long out, long in, int kernel, int stride, int pad)
            throws ModelFormatException {
        check(name, out, in, kernel, kernel);
        return known(made.convs(), name, () -> {
            // One that will be packed for its first map waits for it, and the file need not stay mapped until then.
            boolean waits = compute.packing() == Packing.FORWARD;
            try (Scope scope = new Scope()) {
                Tensor read = source.read(prefix + name);
                Tensor placed = compute.place(read);
                Tensor plain = !waits
                        ? placed.contiguous(MemoryFormat.ChannelsLast)
                        : placed.equals(read) ? placed.clone() : placed;
                return new ConvWeight(Scope.retain(plain), use(out, in), made.handed(), stride, pad);
            }
        });
    }

    public GroupNorm groupNorm(String name, long channels, double eps) throws ModelFormatException {
        return new GroupNorm(
                tensor(name + ".weight", channels), tensor(name + ".bias", channels), eps, compute.dtype());
    }

    public LayerNorm layerNorm(String name, long width) throws ModelFormatException {
        return new LayerNorm(tensor(name + ".weight", width), tensor(name + ".bias", width), compute.dtype());
    }

    private @Nullable Tensor bias(String name, long out) throws ModelFormatException {
        return has(name + ".bias") ? tensor(name + ".bias", out) : null;
    }

    /** A fault of a tensor below this path, by its full name. */
    public ModelFormatException fault(String name, String reason) {
        return new ModelFormatException(Path.of(source.label()), prefix + name + ": " + reason);
    }

    static TensorOptional optional(@Nullable Tensor tensor) {
        return tensor == null ? new TensorOptional() : new TensorOptional(tensor);
    }

    /** Frees the tensors below this path; networks made of them may not be used any more. They can be fetched again. */
    public void release() {
        made.release(name -> name.startsWith(prefix));
    }

    /** Frees every tensor that was given out; call it on the root, when no network uses them any more. */
    @Override
    public void close() {
        made.release(name -> true);
    }
}
