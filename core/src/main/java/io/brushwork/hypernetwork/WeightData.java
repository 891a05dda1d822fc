package io.brushwork.hypernetwork;

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
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A weight on its way into a file. */
record WeightData(DType dtype, Tensor weight) implements TensorData {

    @Override
    public List<Long> shape() {
        return shape(weight);
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        try (Scope scope = new Scope()) {
            Tensor stored =
                    weight.detach().to(new Device("cpu"), scalarType(dtype)).contiguous();
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

    static ScalarType scalarType(DType dtype) {
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
}
