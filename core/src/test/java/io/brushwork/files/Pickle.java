package io.brushwork.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Puts pickles together opcode by opcode, for tests. */
final class Pickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Pickle() {
        op(PickleOp.PROTO, 2);
    }

    /** Opcodes and their one-byte arguments. */
    Pickle op(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    Pickle global(String module, String name) {
        op(PickleOp.GLOBAL);
        return lines(module, name);
    }

    Pickle lines(String... lines) {
        for (String line : lines) {
            out.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    Pickle text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op(PickleOp.BINUNICODE).int32(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    Pickle int32(int value) {
        return op(value, value >> 8, value >> 16, value >> 24);
    }

    /** The storage with a key, as its persistent id. */
    Pickle storage(String type, String key, int elements) {
        op(PickleOp.MARK).text("storage").global("torch", type).text(key).text("cpu");
        return op(PickleOp.BININT).int32(elements).op(PickleOp.TUPLE, PickleOp.BINPERSID);
    }

    byte[] stop() {
        op(PickleOp.STOP);
        return out.toByteArray();
    }

    /** A torch zip around a pickle, with storage 0 of so many bytes. */
    static Path zip(Path file, byte[] pickle, int storageBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ZipWriter zip = new ZipWriter(channel, "archive");
            zip.add("data.pkl", c -> c.write(ByteBuffer.wrap(pickle)));
            zip.add("data/0", c -> c.write(ByteBuffer.allocate(storageBytes)));
            zip.finish();
        }
        return file;
    }
}
