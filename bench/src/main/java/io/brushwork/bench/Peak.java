package io.brushwork.bench;

import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The rate of fused multiply-adds that the processor reaches now, in operations (two for each) a second: the greater of a
 * loop over arrays that stay in the first cache, which the JIT turns into vector instructions, and of a large matrix
 * product.
 */
final class Peak {
    private static final int LENGTH = 512;
    private static final int DEPTH = 16;
    private static final int REPEATS = 100_000;
    private static final int SIDE = 2048;

    private Peak() {}

    /** Operations a second, measured for about half a second. */
    static double measure() {
        return Math.max(loop(), product());
    }

    private static double loop() {
        int threads = LibTorch.threads();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long start = System.nanoTime();
            List<Future<Float>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(Peak::spin));
            }
            for (Future<Float> each : running) {
                each.get();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return 2.0 * threads * REPEATS * LENGTH * DEPTH / seconds;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            pool.shutdown();
        }
    }

    private static float spin() {
        float[] x = new float[LENGTH];
        float[] factor = new float[LENGTH];
        float[] addend = new float[LENGTH];
        Arrays.fill(factor, 0.999f);
        Arrays.fill(addend, 0.5f);
        for (int i = 0; i < REPEATS; i++) {
            step(x, factor, addend);
        }
        return x[0];
    }

    /** DEPTH multiply-adds for each element. */
    private static void step(float[] x, float[] factor, float[] addend) {
        for (int i = 0; i < x.length; i++) {
            float f = factor[i];
            float a = addend[i];
            float v = Math.fma(x[i], f, a);
            v = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(v, f, a), f, a), f, a), f, a), f, a);
            v = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(v, f, a), f, a), f, a), f, a), f, a);
            x[i] = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(v, f, a), f, a), f, a), f, a), f, a);
        }
    }

    private static double product() {
        try (Scope scope = new Scope()) {
            Tensor a = torch.randn(SIDE, SIDE);
            Tensor b = torch.randn(SIDE, SIDE);
            long start = System.nanoTime();
            torch.matmul(a, b);
            return 2.0 * SIDE * SIDE * SIDE / ((System.nanoTime() - start) / 1e9);
        }
    }
}
