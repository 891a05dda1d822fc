package io.brushwork.tensor;

import org.bytedeco.openblas.presets.openblas_nolapack;

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

    @Override
    public void close() {
        openblas_nolapack.blas_set_num_threads(before);
    }
}
