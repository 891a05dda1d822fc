package io.brushwork.hypernetwork;

import io.brushwork.files.DType;
import io.brushwork.files.TensorData;
import io.brushwork.nn.FileTensors;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/** A weight on its way into a file. */
public record WeightData(DType dtype, Tensor weight) implements TensorData {

    @Override
    public List<Long> shape() {
        return shape(weight);
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        try (Scope scope = new Scope()) {
            Tensor stored = weight.detach()
                    .to(new Device("cpu"), FileTensors.scalarType(dtype))
                    .contiguous();
            BytePointer bytes = new BytePointer(stored.data_ptr()).capacity(stored.numel() * dtype.bytes());
            ByteBuffer buffer = bytes.asByteBuffer();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    static List<Long> shape(Tensor tensor) {
        return Arrays.stream(tensor.shape()).boxed().toList();
    }
}
