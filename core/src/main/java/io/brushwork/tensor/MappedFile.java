package io.brushwork.tensor;

import static org.bytedeco.pytorch.global.torch.from_file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A file as one tensor of bytes, mapped and not read. Views of it keep the mapping alive after {@link #close}; pages are
 * private, so that writing to a view never changes the file. The file must not be shortened while it is mapped.
 */
public final class MappedFile implements AutoCloseable {
    private final Tensor bytes;

    public MappedFile(Path file) throws IOException {
        long size = Files.size(file);
        try (Scope scope = new Scope();
                BoolOptional unshared = new BoolOptional(false);
                LongOptional length = new LongOptional(size);
                TensorOptions options = new TensorOptions(ScalarType.Byte)) {
            bytes = Scope.retain(from_file(file.toString(), unshared, length, options));
        }
    }

    /**
     * A view of the elements at an offset, in the current scope. Where the offset is no multiple of the element size it
     * is a copy.
     *
     * @param shape sizes, outermost first
     * @param strides elements to the next index of each dimension
     * @param span elements from the first to the last used, both included
     */
    public Tensor view(ScalarType dtype, int elementBytes, long offset, long span, long[] shape, long[] strides) {
        return Scope.of(() -> {
            Tensor part = bytes.narrow(0, offset, span * elementBytes);
            if (offset % elementBytes != 0) {
                part = part.clone();
            }
            return part.view(dtype).as_strided(shape, strides);
        });
    }

    @Override
    public void close() {
        bytes.close();
    }
}
