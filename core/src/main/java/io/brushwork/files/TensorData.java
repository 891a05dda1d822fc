package io.brushwork.files;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** A tensor to be written: row-major, little-endian. */
public interface TensorData {
    DType dtype();

    List<Long> shape();

    /** Writes exactly elements times {@code dtype().bytes()} bytes. */
    void writeTo(WritableByteChannel channel) throws IOException;
}
