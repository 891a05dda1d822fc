package io.brushwork.bench;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.Safetensors;
import io.brushwork.files.TensorData;
import io.brushwork.nn.FileTensors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A Python process that answers a line with a line. */
final class Eager implements AutoCloseable {
    private final Process process;
    private final PrintWriter out;
    private final BufferedReader in;

    Eager(Path python, String script, Path checkpoint) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(python.toString(), script, checkpoint.toString());
        // What makes our process fast is not what its users have.
        List.of(
                        "OMP_WAIT_POLICY",
                        "OPENBLAS_THREAD_TIMEOUT",
                        "OPENBLAS_CORETYPE",
                        "MALLOC_TRIM_THRESHOLD_",
                        "MALLOC_MMAP_THRESHOLD_",
                        "MALLOC_TOP_PAD_",
                        "GLIBC_TUNABLES")
                .forEach(builder.environment()::remove);
        process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        out = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        System.out.println(in.readLine());
    }

    /** Tensors for it to work on. */
    void give(Map<String, Tensor> tensors) throws IOException {
        Path file = Inputs.FOLDER.resolve("inputs.safetensors");
        Map<String, TensorData> data = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> data.put(name, FloatData.of(tensor)));
        Safetensors.write(file, data, Map.of());
        ask("give " + file);
    }

    InTurn.Timed timed(String what) {
        return () -> Double.parseDouble(ask(what));
    }

    Tensor result(String what) throws IOException {
        Path file = Inputs.FOLDER.resolve("result.safetensors");
        ask("write " + what + " " + file);
        try (FileTensors tensors = new FileTensors(what, Checkpoint.open(file).tensors())) {
            return tensors.read("result");
        }
    }

    String ask(String line) throws IOException {
        out.println(line);
        String answer = in.readLine();
        if (answer == null) {
            throw new IOException("PyTorch's process ended at: " + line);
        }
        return answer;
    }

    @Override
    public void close() {
        out.close();
    }
}
