package io.brushwork.hypernetwork;

import io.brushwork.files.ModelFormatException;
import io.brushwork.files.StoredTensor;
import io.brushwork.tensor.MappedFile;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Copies the weights of one file into memory of their own, as float32, so that the file may be replaced later. */
final class WeightReader implements AutoCloseable {
    private final Path file;
    private final MappedFile mapped;
    private final String device;

    WeightReader(Path file, String device) throws IOException {
        this.file = file;
        this.mapped = new MappedFile(file);
        this.device = device;
    }

    /**
     * One weight, row-major, in the current scope.
     *
     * @throws ModelFormatException where a number is infinite or none
     */
    Tensor read(String name, StoredTensor stored) throws ModelFormatException {
        try (Scope scope = new Scope()) {
            MemoryFormatOptional rowMajor = new MemoryFormatOptional(MemoryFormat.Contiguous);
            Tensor weight = view(stored).to(new Device(device), ScalarType.Float, false, true, rowMajor);
            if (!weight.isfinite().all().item_bool()) {
                throw new ModelFormatException(
                        file,
                        name
                                + ": holds infinite numbers or NaN; the network is damaged and would only give black pictures");
            }
            return scope.keep(weight);
        }
    }

    private Tensor view(StoredTensor stored) {
        ScalarType type = WeightData.scalarType(stored.dtype());
        int bytes = stored.dtype().bytes();
        long[] shape = longs(stored.shape());
        long[] strides = longs(stored.strides());
        if (stored.order() == ByteOrder.LITTLE_ENDIAN || bytes == 1) {
            return mapped.view(type, bytes, stored.offset(), stored.span(), shape, strides);
        }
        long span = stored.span();
        Tensor raw = mapped.view(
                ScalarType.Byte, 1, stored.offset(), span * bytes, new long[] {span, bytes}, new long[] {bytes, 1});
        return raw.flip(1).contiguous().view(type).as_strided(shape, strides);
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public void close() {
        mapped.close();
    }
}
