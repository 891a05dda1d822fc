package io.brushwork.nn;

import io.brushwork.tensor.OneDnn;
import io.brushwork.tensor.Scope;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The weight of a linear layer, [out, in], plain or in the order of oneDNN's kernels. */
public final class LinearWeight implements AutoCloseable {
    private final PackedUse use;
    private final PackedAutograd.Handed handed;
    private Tensor tensor;
    private @Nullable Tensor turned;
    private @Nullable PackedAutograd autograd;

    /** @param tensor plain or packed; this object's from now on */
    LinearWeight(Tensor tensor, PackedUse use, PackedAutograd.Handed handed) {
        this.tensor = tensor;
        this.use = use;
        this.handed = handed;
    }

    /** Whether to run over the packed weight. */
    boolean packsFor(Tensor x) {
        return use.of(x.numel() / x.size(-1));
    }

    boolean isPacked() {
        return tensor.is_mkldnn();
    }

    /** Plain, in the current scope. */
    Tensor dense() {
        return isPacked() ? tensor.to_dense() : new Tensor(tensor);
    }

    /** Plain from now on, in the current scope. */
    synchronized Tensor plain() {
        if (isPacked()) {
            Tensor before = tensor;
            tensor = Scope.retained(before::to_dense);
            before.close();
        }
        return new Tensor(tensor);
    }

    /** Packed, in the current scope. */
    synchronized Tensor packed() {
        if (!isPacked()) {
            Tensor before = tensor;
            tensor = Scope.retained(() -> OneDnn.packLinear(before));
            before.close();
        }
        return new Tensor(tensor);
    }

    /** The transpose, packed when it is first asked for. */
    private synchronized Tensor turned() {
        if (turned == null) {
            turned = Scope.retained(() -> OneDnn.packLinear(dense().t()));
        }
        return new Tensor(turned);
    }

    /** x: [..., in] -> [..., out], packed, for autograd to go back through. */
    Tensor recorded(Tensor x, @Nullable Tensor bias) {
        if (autograd == null) {
            autograd = new PackedAutograd(handed);
        }
        return autograd.through(
                x,
                () -> OneDnn.linear(x, packed(), bias),
                (gradient, input) -> OneDnn.linear(gradient.contiguous(), turned(), null));
    }

    /** A matrix in the form of this one, whose tensor is the caller's. */
    LinearWeight like(Tensor matrix) {
        return isPacked()
                ? new LinearWeight(OneDnn.packLinear(matrix), PackedUse.ALWAYS, handed)
                : new LinearWeight(matrix, PackedUse.NEVER, handed);
    }

    /** The same over what a function makes of its tensor, which is the caller's. */
    LinearWeight map(UnaryOperator<Tensor> f) {
        return new LinearWeight(f.apply(tensor), use, handed);
    }

    @Override
    public synchronized void close() {
        tensor.close();
        if (turned != null) {
            turned.close();
        }
        if (autograd != null) {
            autograd.close();
        }
    }
}
