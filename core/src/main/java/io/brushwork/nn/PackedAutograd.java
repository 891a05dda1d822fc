package io.brushwork.nn;

import io.brushwork.tensor.Scope;
import java.util.Arrays;
import java.util.function.Supplier;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Node;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Lets autograd go back through a frozen layer over packed weights, of which libtorch knows no gradient. The layer is affine,
 * so the gradient by its input is the transposed layer's output, and that can run over packed weights too.
 *
 * <p>Java cannot define an autograd function. So the result is tied to the input by one that costs nothing, the sum of an
 * empty part of the input: on the way there a hook takes the gradient of the result, and another puts in its place the one
 * that the transposed layer makes of it.
 *
 * <p>For one thread at a time: autograd goes back through a graph in the reverse order of its making, so that a layer's
 * gradient is taken and replaced before it takes another.
 */
final class PackedAutograd implements AutoCloseable {
    private final Handed handed;
    private final VoidTensorHook leaving = Scope.retain(new Leaving());
    private final TensorTensorHook entering = Scope.retain(new Entering());
    private Transposed transposed = (gradient, input) -> gradient;
    private @Nullable Tensor taken;

    /**
     * The gradient that was given to autograd last, for all layers of a network: autograd has made a copy of the reference
     * by the time that it asks for another.
     */
    static final class Handed implements AutoCloseable {
        private @Nullable Tensor last;

        private Tensor next(Tensor gradient) {
            close();
            last = Scope.retain(gradient);
            return gradient;
        }

        @Override
        public void close() {
            if (last != null) {
                last.close();
                last = null;
            }
        }
    }

    /** A layer turned round. */
    interface Transposed {
        /**
         * The gradient by the layer's input.
         *
         * @param gradient by its result
         * @param input any tensor of the input's shape
         */
        Tensor of(Tensor gradient, Tensor input);
    }

    PackedAutograd(Handed handed) {
        this.handed = handed;
    }

    /** Whether autograd is to go back to one of the tensors. */
    static boolean isRecorded(Tensor... tensors) {
        return GradMode.is_enabled() && Arrays.stream(tensors).anyMatch(Tensor::requires_grad);
    }

    /**
     * The layer's result, in the current scope.
     *
     * @param layer gives the layer's result for x
     */
    Tensor through(Tensor x, Supplier<Tensor> layer, Transposed transposed) {
        this.transposed = transposed;
        forget();
        return Scope.of(() -> {
            // Of this layer's use of x alone, where others may use it too.
            Tensor own = x.view_as(x);
            own.register_hook(entering);
            Tensor result;
            try (NoGradGuard constant = new NoGradGuard()) {
                result = layer.get();
            }
            Tensor nothing = own.narrow(0, 0, 0).sum().expand(result.shape());
            Node step = nothing.grad_fn();
            step.clear_input_metadata();
            torch.create_gradient_edge(result, step);
            result.register_hook(leaving);
            return result;
        });
    }

    /** A pass that was not gone back through to its end leaves a gradient behind. */
    private void forget() {
        if (taken != null) {
            taken.close();
            taken = null;
        }
    }

    @Override
    public void close() {
        forget();
        leaving.close();
        entering.close();
    }

    private final class Leaving extends VoidTensorHook {
        @Override
        public void call(TensorBase gradient) {
            if (taken != null) {
                throw new IllegalStateException("a layer took a second gradient before it gave back the first");
            }
            taken = Scope.retain(new Tensor(gradient));
        }
    }

    private final class Entering extends TensorTensorHook {
        @Override
        public TensorBase call(TensorBase nothing) {
            Tensor from = taken;
            if (from == null) {
                throw new IllegalStateException("a layer is to give back a gradient and took none");
            }
            try (Scope scope = new Scope()) {
                return handed.next(transposed.of(from, new Tensor(nothing)));
            } finally {
                forget();
            }
        }
    }
}
