package io.brushwork.bench;

import io.brushwork.files.DType;
import io.brushwork.files.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A small float32 tensor to be written. */
record FloatData(List<Long> shape, ByteBuffer bytes) implements TensorData {
    static FloatData of(Tensor tensor) {
        float[] values = new float[(int) tensor.numel()];
        tensor.contiguous().data_ptr_float().get(values);
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new FloatData(Arrays.stream(tensor.sizes().vec().get()).boxed().toList(), bytes);
    }

    @Override
    public DType dtype() {
        return DType.F32;
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }
}
