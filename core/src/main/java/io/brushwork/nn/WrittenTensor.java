package io.brushwork.nn;

import io.brushwork.files.DType;
import io.brushwork.files.TensorData;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * A tensor on its way into a file. It is made when its turn comes, so that of a file that is larger than memory one tensor
 * at a time is there.
 *
 * @param dtype in the file
 * @param source makes it, in the current scope, of that shape and any type
 */
public record WrittenTensor(DType dtype, List<Long> shape, Source source) implements TensorData {
    public WrittenTensor {
        shape = List.copyOf(shape);
    }

    /** A tensor that is there already; whoever owns it keeps it until it is written. */
    public static WrittenTensor of(DType dtype, Tensor tensor) {
        return new WrittenTensor(dtype, shape(tensor), () -> tensor);
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        try (Scope scope = new Scope()) {
            Tensor stored = source.make()
                    .detach()
                    .to(new Device("cpu"), FileTensors.scalarType(dtype))
                    .contiguous();
            if (!shape(stored).equals(shape)) {
                throw new IllegalStateException("shape: expected " + shape + ", got " + shape(stored));
            }
            BytePointer bytes = new BytePointer(stored.data_ptr()).capacity(stored.numel() * dtype.bytes());
            ByteBuffer buffer = bytes.asByteBuffer();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    /** Sizes, outermost first. */
    public static List<Long> shape(Tensor tensor) {
        return Arrays.stream(tensor.shape()).boxed().toList();
    }

    /** Makes a tensor in the current scope. */
    @FunctionalInterface
    public interface Source {
        Tensor make() throws IOException;
    }
}
