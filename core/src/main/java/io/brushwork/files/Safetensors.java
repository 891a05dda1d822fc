package io.brushwork.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format: 8 bytes with the length of a header, the header as JSON, then the numbers.
 *
 * <p>Refuses what the reference implementation refuses: bytes that belong to no tensor or to two, sizes that do not fit
 * their shape, names that come twice, headers over 100 MB. Source: the format section of the README of
 * huggingface/safetensors.
 */
public final class Safetensors {
    static final long MAX_HEADER = 100_000_000;
    static final String METADATA = "__metadata__";

    private static final JsonFactory JSON = new JsonFactory();

    private Safetensors() {}

    /** Reads the header; tensors are in its order. */
    public static Checkpoint read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteReader in = new ByteReader(file, channel, 0, size);
            long length = in.i64();
            if (length < 2 || length > MAX_HEADER) {
                throw new ModelFormatException(
                        file,
                        0,
                        "the header should have 2 to " + MAX_HEADER + " bytes and has "
                                + Long.toUnsignedString(length));
            }
            return SafetensorsHeader.parse(file, in.bytes(length), size);
        }
    }

    /**
     * Writes tensors and texts about them. Wider numbers come first, so that each tensor begins at a multiple of its
     * element size; otherwise the order is the map's.
     *
     * @throws IllegalArgumentException where a tensor has the name {@code __metadata__} or names take over 100 MB
     */
    public static void write(Path file, Map<String, ? extends TensorData> tensors, Map<String, String> metadata)
            throws IOException {
        List<Map.Entry<String, ? extends TensorData>> ordered = new ArrayList<>(tensors.entrySet());
        ordered.sort(Comparator.comparing(e -> -e.getValue().dtype().bytes()));
        byte[] header = header(ordered, metadata);
        AtomicFile.write(file, channel -> {
            ByteBuffer head = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
            head.putLong(header.length).put(header).flip();
            while (head.hasRemaining()) {
                channel.write(head);
            }
            for (Map.Entry<String, ? extends TensorData> entry : ordered) {
                long start = channel.position();
                entry.getValue().writeTo(channel);
                checkWritten(entry.getKey(), entry.getValue(), channel.position() - start);
            }
        });
    }

    /** A tensor that writes more or less than it should would shift all that follow. */
    static void checkWritten(String name, TensorData tensor, long written) {
        if (written != tensor.byteSize()) {
            throw new IllegalStateException(
                    "tensor " + name + ": expected to write " + tensor.byteSize() + " bytes, wrote " + written);
        }
    }

    private static byte[] header(List<Map.Entry<String, ? extends TensorData>> tensors, Map<String, String> metadata)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(METADATA);
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            long offset = 0;
            for (Map.Entry<String, ? extends TensorData> entry : tensors) {
                if (entry.getKey().equals(METADATA)) {
                    throw new IllegalArgumentException("tensors: expected other names than " + METADATA);
                }
                offset = writeTensor(json, entry.getKey(), entry.getValue(), offset);
            }
            json.writeEndObject();
        }
        while (bytes.size() % 8 != 0) {
            bytes.write(' ');
        }
        if (bytes.size() > MAX_HEADER) {
            throw new IllegalArgumentException(
                    "tensors: expected names and metadata of at most " + MAX_HEADER + " bytes, got " + bytes.size());
        }
        return bytes.toByteArray();
    }

    private static long writeTensor(JsonGenerator json, String name, TensorData tensor, long start) throws IOException {
        long elements = tensor.shape().stream().reduce(1L, Math::multiplyExact);
        long end =
                Math.addExact(start, Math.multiplyExact(elements, tensor.dtype().bytes()));
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", tensor.dtype().name());
        json.writeArrayFieldStart("shape");
        for (long size : tensor.shape()) {
            json.writeNumber(size);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data_offsets");
        json.writeNumber(start);
        json.writeNumber(end);
        json.writeEndArray();
        json.writeEndObject();
        return end;
    }
}
