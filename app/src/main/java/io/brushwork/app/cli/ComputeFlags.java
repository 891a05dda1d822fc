package io.brushwork.app.cli;

import io.brushwork.tensor.Compute;
import io.brushwork.tensor.LibTorch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the networks run on. */
final class ComputeFlags {
    @Option(
            names = "--device",
            paramLabel = "cpu|cuda",
            defaultValue = "cpu",
            description = "Default: ${DEFAULT-VALUE}.")
    private String device = "cpu";

    @Option(
            names = "--dtype",
            paramLabel = "fp32|fp16|bf16",
            defaultValue = "fp32",
            description = "Number type of the arithmetic. Default: ${DEFAULT-VALUE}.")
    private String dtype = "fp32";

    @Option(
            names = "--weights",
            paramLabel = "fp32|fp16|bf16",
            description = "Number type in which weights are kept; fp16 halves the memory. Default: that of --dtype.")
    private @Nullable String weights;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads for the arithmetic. Default: one per core, or one where model and pictures are so small"
                            + " that more would only wait for each other.")
    private @Nullable Integer threads;

    Compute compute() {
        useThreads();
        return new Compute(device, Compute.dtypeOf(dtype), Compute.dtypeOf(Given.or(weights, dtype)));
    }

    /** For the whole process; for commands that may not ask for the rest. */
    void useThreads() {
        if (threads != null) {
            if (threads < 1) {
                throw new IllegalArgumentException("--threads: expected 1 or more, got " + threads);
            }
            LibTorch.threads(threads);
        }
    }
}
