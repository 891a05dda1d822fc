package io.brushwork.tensor;

import org.bytedeco.pytorch.global.torch;

/**
 * The threads of one job, on the thread that runs it: one where an operation is so small that sharing it out costs more than
 * it saves, else one per core. What the user chose ({@link LibTorch#threads(int)}, {@code OMP_NUM_THREADS}) holds. Jobs may
 * lie inside each other.
 */
public final class JobThreads implements AutoCloseable {
    /** Multiply-adds of one layer below which a second thread costs more than it gains (docs/performance.md). */
    private static final long LEAST_SHARED = 2_000_000;

    private final int before;

    private JobThreads(int before) {
        this.before = before;
    }

    /** @param multiplyAdds of a typical layer, all pictures of a pass together */
    public static JobThreads of(long multiplyAdds) {
        int before = LibTorch.threads();
        if (!LibTorch.threadsAreChosen()) {
            use(multiplyAdds < LEAST_SHARED ? 1 : LibTorch.defaultThreads());
        }
        return new JobThreads(before);
    }

    @Override
    public void close() {
        use(before);
    }

    static void use(int count) {
        if (torch.get_num_threads() != count) {
            torch.set_num_threads(count);
            BlasThreads.set(count);
        }
    }
}
