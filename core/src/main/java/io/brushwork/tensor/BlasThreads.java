package io.brushwork.tensor;

import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.global.torch;

/**
 * OpenBLAS held to one thread. Attention calls it from inside libtorch's own parallel regions, where two pools of threads
 * would fight for the same cores (2 to 25 times slower). It holds for the whole process; guards may lie inside each other.
 */
public final class BlasThreads implements AutoCloseable {
    private final int before;

    private BlasThreads() {
        before = openblas_nolapack.blas_get_num_threads();
        openblas_nolapack.blas_set_num_threads(1);
    }

    public static BlasThreads single() {
        LibTorch.load();
        return new BlasThreads();
    }

    /**
     * The same on the way back: autograd holds OpenBLAS to one thread from where it has the gradient of an operation's
     * output to where it has that of an input. Does nothing where no gradient is recorded.
     */
    public static void singleBackward(Tensor output, Tensor... inputs) {
        if (output.requires_grad()) {
            output.register_hook(Hooks.HOLD);
            for (Tensor input : inputs) {
                if (input.requires_grad()) {
                    input.register_hook(Hooks.RELEASE);
                }
            }
        }
    }

    @Override
    public void close() {
        openblas_nolapack.blas_set_num_threads(before);
    }

    /** Kept for the life of the process, since graphs refer to them; autograd calls them on the thread that goes back. */
    private static final class Hooks {
        static final VoidTensorHook HOLD = Scope.retain(new VoidTensorHook() {
            @Override
            public void call(TensorBase gradient) {
                openblas_nolapack.blas_set_num_threads(1);
            }
        });
        static final VoidTensorHook RELEASE = Scope.retain(new VoidTensorHook() {
            @Override
            public void call(TensorBase gradient) {
                openblas_nolapack.blas_set_num_threads(torch.get_num_threads());
            }
        });
    }
}
