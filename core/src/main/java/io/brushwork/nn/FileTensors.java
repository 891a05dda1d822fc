package io.brushwork.nn;

import io.brushwork.files.DType;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.StoredTensor;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.MappedFile;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The tensors of one or more files, mapped into memory; closing it leaves the tensors it gave out valid. */
public final class FileTensors implements TensorSource, AutoCloseable {
    /**
     * Pages that were read stay in resident memory as long as their mapping. After this many bytes the file is mapped
     * anew; the pages of tensors that were copied and dropped go with the old mapping.
     */
    private static final long BYTES_OF_A_MAPPING = 256_000_000;

    private final String label;
    private final Map<String, StoredTensor> stored;
    private final Map<Path, MappedFile> mapped = new HashMap<>();
    private long bytesGiven;

    public FileTensors(String label, Map<String, StoredTensor> stored) {
        LibTorch.load();
        this.label = label;
        this.stored = stored;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public Set<String> names() {
        return stored.keySet();
    }

    @Override
    public List<Long> shape(String name) {
        return require(name).shape();
    }

    @Override
    public Tensor read(String name) throws ModelFormatException {
        return read(require(name));
    }

    /** Any stored tensor, of one of these files or another. */
    public Tensor read(StoredTensor tensor) throws ModelFormatException {
        long[] shape = array(tensor.shape());
        if (tensor.elements() == 0) {
            return torch.empty(shape).to(scalarType(tensor.dtype()));
        }
        int width = tensor.dtype().bytes();
        MappedFile file = map(tensor.file(), tensor.span() * width);
        if (tensor.order() == ByteOrder.LITTLE_ENDIAN || width == 1) {
            return file.view(
                    scalarType(tensor.dtype()), width, tensor.offset(), tensor.span(), shape, array(tensor.strides()));
        }
        return Scope.of(() -> {
            Tensor bytes = file.view(
                    ScalarType.Byte,
                    1,
                    tensor.offset(),
                    tensor.span() * width,
                    new long[] {tensor.span(), width},
                    new long[] {width, 1});
            Tensor swapped = bytes.flip(1).contiguous().view(-1).view(scalarType(tensor.dtype()));
            return swapped.as_strided(shape, array(tensor.strides()));
        });
    }

    /** The libtorch type of a stored type. */
    public static ScalarType scalarType(DType dtype) {
        return switch (dtype) {
            case F64 -> ScalarType.Double;
            case F32 -> ScalarType.Float;
            case F16 -> ScalarType.Half;
            case BF16 -> ScalarType.BFloat16;
            case I64 -> ScalarType.Long;
            case I32 -> ScalarType.Int;
            case I16 -> ScalarType.Short;
            case I8 -> ScalarType.Char;
            case U8 -> ScalarType.Byte;
            case BOOL -> ScalarType.Bool;
        };
    }

    @Override
    public void close() {
        mapped.values().forEach(MappedFile::close);
        mapped.clear();
    }

    private StoredTensor require(String name) {
        StoredTensor tensor = stored.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(label + ": no tensor " + name);
        }
        return tensor;
    }

    private MappedFile map(Path file, long bytes) throws ModelFormatException {
        bytesGiven += bytes;
        if (bytesGiven > BYTES_OF_A_MAPPING) {
            close();
            bytesGiven = bytes;
        }
        MappedFile open = mapped.get(file);
        if (open == null) {
            try {
                open = new MappedFile(file);
            } catch (IOException | RuntimeException e) {
                ModelFormatException failure = new ModelFormatException(file, "could not be mapped into memory");
                failure.initCause(e);
                throw failure;
            }
            mapped.put(file, open);
        }
        return open;
    }

    private static long[] array(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
