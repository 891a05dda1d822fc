package io.brushwork.testing;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.files.Safetensors;
import io.brushwork.files.TensorData;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/** The small checkpoint {@code pocket-sd1} and the hypernetworks made for it, as files such as users have. */
public final class PocketCheckpoint {
    /** Every form of hypernetwork file among the recorded values. */
    public static final List<String> HYPERNETWORKS =
            List.of("elu_wide", "linear", "mish_out", "nai_old", "relu_ln", "sd2_swish", "swish_drop");

    private PocketCheckpoint() {}

    /** A checkpoint of about 50 MB; written once a process, removed at its end. */
    public static Path safetensors() {
        return Written.CHECKPOINT;
    }

    /** The same checkpoint in a file of its own, with metadata. */
    public static void copy(Path file, Map<String, String> metadata) throws IOException {
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        Checkpoint.open(safetensors()).tensors().forEach((name, tensor) -> tensors.put(name, TensorData.of(tensor)));
        Safetensors.write(file, tensors, metadata);
    }

    /** A folder with a {@code .pt} for each of {@link #HYPERNETWORKS}; removed at the end of the process. */
    public static Path hypernetworks() {
        return Written.HYPERNETWORKS;
    }

    private static final class Written {
        private static final Path FOLDER = folder();
        private static final Path CHECKPOINT = checkpoint();
        private static final Path HYPERNETWORKS = copies();

        private static Path folder() {
            try {
                Path folder = Files.createTempDirectory("pocket");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Path checkpoint() {
            RecipeTensors recipe = RecipeTensors.of("pocket-sd1");
            Map<String, TensorData> tensors = new LinkedHashMap<>();
            recipe.names().forEach(name -> tensors.put(name, new Half(recipe, name)));
            Path file = FOLDER.resolve("pocket-sd1.safetensors");
            try {
                Safetensors.write(file, tensors, Map.of());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return file;
        }

        private static Path copies() {
            Path folder = FOLDER.resolve("hypernetworks");
            try {
                Files.createDirectory(folder);
                for (String name : PocketCheckpoint.HYPERNETWORKS) {
                    String resource = "/golden/hypernetworks/" + name + ".pt";
                    try (InputStream in = PocketCheckpoint.class.getResourceAsStream(resource)) {
                        Files.copy(Objects.requireNonNull(in, resource), folder.resolve(name + ".pt"));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return folder;
        }

        private static void remove(Path folder) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A drawn tensor, which is of half precision. */
    private record Half(RecipeTensors recipe, String name) implements TensorData {
        @Override
        public DType dtype() {
            return DType.F16;
        }

        @Override
        public List<Long> shape() {
            return recipe.shape(name);
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            try (Scope scope = new Scope()) {
                Tensor tensor = recipe.read(name).contiguous();
                byte[] bytes = new byte[Math.toIntExact(byteSize())];
                new BytePointer(tensor.data_ptr()).get(bytes);
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        }
    }
}
