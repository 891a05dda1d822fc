package io.brushwork.tensor;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * OpenBLAS held to one thread. Attention calls it from inside libtorch's own parallel regions, where two pools of threads
 * would fight for the same cores (2 to 25 times slower). It holds for the whole process; guards may lie inside each other.
 * Where libtorch has one thread there is nothing to hold, and nothing is done.
 */
public final class BlasThreads implements AutoCloseable {
    private final int before;

    private BlasThreads(int before) {
        this.before = before;
    }

    public static BlasThreads single() {
        LibTorch.load();
        int before = Blas.threads;
        if (before != 1) {
            set(1);
        }
        return new BlasThreads(before);
    }

    /**
     * The same on the way back: autograd holds OpenBLAS to one thread from where it has the gradient of an operation's
     * output to where it has that of an input. Does nothing where no gradient is recorded.
     */
    public static void singleBackward(Tensor output, Tensor... inputs) {
        if (output.requires_grad() && torch.get_num_threads() != 1) {
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
        if (before != 1) {
            set(before);
        }
    }

    /** Threads of OpenBLAS from now on; the library has to be loaded. */
    static void set(int count) {
        Blas.threads = count;
        if (Blas.SETTER != null) {
            Blas.SETTER.call(count);
        } else {
            openblas_nolapack.blas_set_num_threads(count);
        }
    }

    /**
     * The library's own setter. JavaCPP's {@code blas_set_num_threads} looks for it anew at each call, through the names and
     * folders of all libraries: 0.4 ms, which adds up to half of a training step of a small model. What it does for another
     * library than OpenBLAS, which a user may have put in its place, is left to it.
     */
    private static final class Blas {
        static final @Nullable Setter SETTER = find();
        /** What was set last; the library is not asked, since JavaCPP has no binding for that. */
        static volatile int threads;

        private static @Nullable Setter find() {
            openblas_nolapack.blas_set_num_threads(torch.get_num_threads());
            Pointer address = Loader.addressof("openblas_set_num_threads");
            boolean other = Loader.addressof("MKL_Set_Num_Threads") != null;
            return address == null || other ? null : Scope.retain(new Setter(address));
        }
    }

    private static final class Setter extends openblas_nolapack.SetNumThreads {
        Setter(Pointer address) {
            put(address);
        }
    }

    /** Kept for the life of the process, since graphs refer to them; autograd calls them on the thread that goes back. */
    private static final class Hooks {
        static final VoidTensorHook HOLD = Scope.retain(new VoidTensorHook() {
            @Override
            public void call(TensorBase gradient) {
                set(1);
            }
        });
        static final VoidTensorHook RELEASE = Scope.retain(new VoidTensorHook() {
            @Override
            public void call(TensorBase gradient) {
                set(torch.get_num_threads());
            }
        });
    }
}
