package io.brushwork.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** Loads libtorch, once and safely. Every class of this package that calls it asks for it here first. */
public final class LibTorch {
    /** Whether the user has chosen how many threads there are, for the whole process as libtorch's own number. */
    private static volatile boolean threadsChosen = System.getenv("OMP_NUM_THREADS") != null;

    private LibTorch() {}

    /**
     * Loads the native libraries; later calls do nothing.
     *
     * <p>All of them are unpacked before the first is opened: otherwise, on a system that has another libtorch, the
     * linker takes that one on the very first start and the process crashes.
     */
    public static void load() {
        Holder.touch();
    }

    /** Threads that libtorch uses inside one operation. */
    public static int threads() {
        load();
        return torch.get_num_threads();
    }

    /** Chooses them for the whole process, whatever the size of its jobs. */
    public static void threads(int count) {
        load();
        threadsChosen = true;
        JobThreads.use(count);
    }

    static boolean threadsAreChosen() {
        return threadsChosen;
    }

    /** Threads that libtorch takes where nobody chooses: one per core. */
    static int defaultThreads() {
        return Holder.THREADS;
    }

    /** How libtorch was built: version, BLAS, oneDNN, processor capability. */
    public static String buildReport() {
        load();
        return torch.show_config().getString();
    }

    /**
     * What would make networks faster on this process: sentences for the user, none where all is well.
     *
     * @param environment the process's; threads read it once, so it must be set before Java starts
     */
    public static List<String> advice(Map<String, String> environment) {
        load();
        List<String> advice = new ArrayList<>();
        if (torch.get_num_threads() > Runtime.getRuntime().availableProcessors()) {
            advice.add("There are more threads than cores: set OMP_NUM_THREADS to the number of cores.");
        }
        if (!"passive".equalsIgnoreCase(environment.get("OMP_WAIT_POLICY"))) {
            advice.add("Set OMP_WAIT_POLICY=passive, as the launcher ./brushwork does: waiting threads take the cores"
                    + " from working ones.");
        }
        if (!environment.containsKey("OPENBLAS_THREAD_TIMEOUT")) {
            advice.add("Set OPENBLAS_THREAD_TIMEOUT=4, as the launcher ./brushwork does: OpenBLAS's threads then sleep"
                    + " while libtorch's work.");
        }
        return advice;
    }

    private static final class Holder {
        static final int THREADS;

        static {
            lift("org.bytedeco.javacpp.maxbytes");
            lift("org.bytedeco.javacpp.maxphysicalbytes");
            try {
                for (String library : new String[] {"openblas", "pytorch"}) {
                    Loader.cacheResources("/org/bytedeco/" + library + "/" + Loader.getPlatform() + "/");
                }
            } catch (IOException e) {
                throw new UncheckedIOException("libtorch could not be unpacked to the JavaCPP cache", e);
            }
            Loader.load(torch.class);
            THREADS = torch.get_num_threads();
            BlasThreads.set(THREADS);
        }

        private static void touch() {}

        /**
         * JavaCPP refuses memory beyond a multiple of Java's heap, which says nothing here: tensors lie outside of it and
         * are freed by scopes. A limit that the user sets holds.
         */
        private static void lift(String limit) {
            if (System.getProperty(limit) == null) {
                System.setProperty(limit, "0");
            }
        }
    }
}
