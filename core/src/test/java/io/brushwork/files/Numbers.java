package io.brushwork.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** A tensor in memory, for tests. */
record Numbers(DType dtype, List<Long> shape, ByteBuffer bytes) implements TensorData {

    static Numbers floats(List<Long> shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return new Numbers(DType.F32, shape, bytes.flip());
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        channel.write(bytes.duplicate());
    }

    /** The values of a tensor in row-major order. */
    static List<Double> of(StoredTensor tensor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TensorData.of(tensor).writeTo(Channels.newChannel(out));
        ByteBuffer in = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        List<Double> values = new ArrayList<>();
        while (in.hasRemaining()) {
            values.add(
                    switch (tensor.dtype()) {
                        case F64 -> in.getDouble();
                        case F32 -> (double) in.getFloat();
                        case F16 -> half(in.getShort());
                        case BF16 -> (double) Float.intBitsToFloat(in.getShort() << 16);
                        case I64 -> (double) in.getLong();
                        case I32 -> (double) in.getInt();
                        case I16 -> (double) in.getShort();
                        case I8 -> (double) in.get();
                        case U8, BOOL -> (double) (in.get() & 0xff);
                    });
        }
        return values;
    }

    private static double half(short bits) {
        int exponent = (bits >> 10) & 31;
        int mantissa = bits & 1023;
        double size = exponent == 0 ? mantissa * 0x1p-24 : (1024 + mantissa) * Math.pow(2, exponent - 25);
        return bits < 0 ? -size : size;
    }
}
