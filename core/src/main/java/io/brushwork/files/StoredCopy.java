package io.brushwork.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A stored tensor brought into row-major, little-endian order. */
record StoredCopy(StoredTensor tensor) implements TensorData {
    private static final int CHUNK = 1 << 16;

    @Override
    public DType dtype() {
        return tensor.dtype();
    }

    @Override
    public List<Long> shape() {
        return tensor.shape();
    }

    @Override
    public void writeTo(WritableByteChannel target) throws IOException {
        boolean plain = tensor.order() == ByteOrder.LITTLE_ENDIAN || dtype().bytes() == 1;
        long span = tensor.span() * dtype().bytes();
        try (FileChannel source = FileChannel.open(tensor.file(), StandardOpenOption.READ)) {
            if (plain && tensor.isContiguous()) {
                copy(source, target, span);
            } else if (span > Integer.MAX_VALUE) {
                throw new ModelFormatException(tensor.file(), tensor.offset(), "a tensor over 2 GiB is not row-major");
            } else if (span > 0) {
                gather(source.map(FileChannel.MapMode.READ_ONLY, tensor.offset(), span), target);
            }
        }
    }

    private void copy(FileChannel source, WritableByteChannel target, long bytes) throws IOException {
        for (long done = 0; done < bytes; ) {
            long count = source.transferTo(tensor.offset() + done, bytes - done, target);
            if (count <= 0) {
                throw new ModelFormatException(
                        tensor.file(), tensor.offset() + done, "the file became shorter while it was read");
            }
            done += count;
        }
    }

    /** Element after element; only transposed, cut or big-endian tensors come here. */
    private void gather(ByteBuffer source, WritableByteChannel target) throws IOException {
        int width = dtype().bytes();
        boolean turn = tensor.order() == ByteOrder.BIG_ENDIAN;
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long[] index = new long[shape().size()];
        long elements = tensor.elements();
        for (long i = 0; i < elements; i++) {
            long from = 0;
            for (int d = 0; d < index.length; d++) {
                from += index[d] * tensor.strides().get(d);
            }
            for (int b = 0; b < width; b++) {
                chunk.put(source.get((int) from * width + (turn ? width - 1 - b : b)));
            }
            if (chunk.remaining() < width || i == elements - 1) {
                writeAll(chunk.flip(), target);
                chunk.clear();
            }
            for (int d = index.length - 1; d >= 0 && ++index[d] == shape().get(d); d--) {
                index[d] = 0;
            }
        }
    }

    private static void writeAll(ByteBuffer bytes, WritableByteChannel target) throws IOException {
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
    }
}
