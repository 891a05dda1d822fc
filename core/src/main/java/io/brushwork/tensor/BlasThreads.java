package io.brushwork.tensor;

import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/**
 * OpenBLAS held to one thread. Attention calls it from inside libtorch's own parallel regions, where two pools of threads
 * would fight for the same cores (2 to 25 times slower).
 */
public final class BlasThreads implements AutoCloseable {
    private BlasThreads() {
        openblas_nolapack.blas_set_num_threads(1);
    }

    public static BlasThreads single() {
        LibTorch.load();
        return new BlasThreads();
    }

    @Override
    public void close() {
        openblas_nolapack.blas_set_num_threads(torch.get_num_threads());
    }
}
