package io.brushwork.files;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** A tensor to be written: row-major, little-endian. */
public interface TensorData {
    DType dtype();

    List<Long> shape();

    /** Writes exactly {@link #byteSize} bytes. */
    void writeTo(WritableByteChannel channel) throws IOException;

    /** Elements times bytes of one. */
    default long byteSize() {
        return Math.multiplyExact(shape().stream().reduce(1L, Math::multiplyExact), (long) dtype().bytes());
    }

    /** The numbers of a stored tensor, copied from its file at the time they are written. */
    static TensorData of(StoredTensor tensor) {
        return new StoredCopy(tensor);
    }
}
