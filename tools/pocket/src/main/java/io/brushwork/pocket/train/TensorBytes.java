package io.brushwork.pocket.train;

import io.brushwork.files.DType;
import io.brushwork.files.TensorData;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A tensor in memory, of float32 or float16, to be written to a file. */
record TensorBytes(Tensor tensor) implements TensorData {
    @Override
    public DType dtype() {
        return tensor.scalar_type().intern() == ScalarType.Half ? DType.F16 : DType.F32;
    }

    @Override
    public List<Long> shape() {
        List<Long> shape = new ArrayList<>();
        for (int i = 0; i < tensor.dim(); i++) {
            shape.add(tensor.size(i));
        }
        return shape;
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        try (Scope scope = new Scope()) {
            BytePointer bytes = new BytePointer(tensor.contiguous().data_ptr()).capacity(byteSize());
            ByteBuffer buffer = bytes.asByteBuffer();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }
}
