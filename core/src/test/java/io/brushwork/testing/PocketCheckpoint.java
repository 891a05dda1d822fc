package io.brushwork.testing;

import io.brushwork.files.DType;
import io.brushwork.files.Safetensors;
import io.brushwork.files.TensorData;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/** The checkpoint of {@link RecipeTensors} as a file, for tests that start from files; written once a process. */
public final class PocketCheckpoint {
    private PocketCheckpoint() {}

    /** {@code pocket-sd1.safetensors} in a temporary folder of its own. */
    public static Path safetensors() {
        return Written.FILE;
    }

    private static final class Written {
        private static final Path FILE = write();

        private static Path write() {
            try {
                Path folder = Files.createTempDirectory("brushwork-pocket");
                Path file = folder.resolve("pocket-sd1.safetensors");
                RecipeTensors source = RecipeTensors.of("pocket-sd1");
                Map<String, TensorData> tensors = new LinkedHashMap<>();
                source.names().forEach(name -> tensors.put(name, new Half(source, name)));
                Safetensors.write(file, tensors, Map.of());
                file.toFile().deleteOnExit();
                folder.toFile().deleteOnExit();
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private record Half(RecipeTensors source, String name) implements TensorData {
        @Override
        public DType dtype() {
            return DType.F16;
        }

        @Override
        public List<Long> shape() {
            return source.shape(name);
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            try (Scope scope = new Scope()) {
                Tensor tensor = source.read(name).contiguous();
                byte[] bytes = new byte[Math.toIntExact(2 * tensor.numel())];
                new BytePointer(tensor.data_ptr()).get(bytes);
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        }
    }
}
