package io.brushwork.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes a zip as PyTorch does: entries stored, each one's bytes at a multiple of 64 so that they can be mapped. No
 * 64-bit fields, so at most 4 GiB. Times are constant: the same content gives the same file.
 */
final class ZipWriter {
    private static final int ALIGNMENT = 64;
    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_BYTES = 46;
    private static final int END_BYTES = 22;
    /** The extra field in which PyTorch hides the padding. */
    private static final short PADDING = 'F' | ('B' << 8);
    /** UTF-8 names. */
    private static final short FLAGS = 0x0800;
    /** 1 January 1980. */
    private static final short DATE = (1 << 5) | 1;

    /** Writes the bytes of one entry. */
    @FunctionalInterface
    interface Content {
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    private record Entry(ByteBuffer name, int crc, long size, long header) {}

    private final FileChannel channel;
    private final String stem;
    private final List<Entry> entries = new ArrayList<>();

    /** @param stem the folder that every entry is in */
    ZipWriter(FileChannel channel, String stem) {
        this.channel = channel;
        this.stem = stem;
    }

    /** Gives the size of the entry. */
    long add(String name, Content content) throws IOException {
        ByteBuffer path = StandardCharsets.UTF_8.encode(stem + "/" + name);
        long header = channel.position();
        int unpadded = LOCAL_BYTES + path.remaining() + 4;
        int padding = (int) (-(header + unpadded) & (ALIGNMENT - 1));
        long start = header + unpadded + padding;
        channel.position(start);
        Counted counted = new Counted(channel);
        content.writeTo(counted);
        long size = channel.position() - start;
        checkSize(channel.position());
        Entry entry = new Entry(path, (int) counted.crc.getValue(), size, header);
        // Sum and size are known only now; the header goes in front of what is written already.
        ByteBuffer local = little(unpadded + padding).putInt(0x04034b50);
        putCommon(local, entry).putShort((short) (4 + padding)).put(path.duplicate());
        local.putShort(PADDING).putShort((short) padding).rewind();
        for (long at = header; local.hasRemaining(); ) {
            at += channel.write(local, at);
        }
        entries.add(entry);
        return size;
    }

    /** Writes the directory. */
    void finish() throws IOException {
        long start = channel.position();
        for (Entry entry : entries) {
            ByteBuffer central =
                    little(CENTRAL_BYTES + entry.name().remaining()).putInt(0x02014b50);
            putCommon(central.putShort((short) 20), entry);
            // No extra field, no comment, first disk, no attributes.
            central.putShort((short) 0).putShort((short) 0).putShort((short) 0).putShort((short) 0);
            central.putInt(0).putInt((int) entry.header()).put(entry.name().duplicate());
            writeAll(central);
        }
        long end = channel.position();
        checkSize(end);
        if (entries.size() >= 0xffff) {
            throw new IllegalArgumentException("entries: expected fewer than 65535, got " + entries.size());
        }
        ByteBuffer last = little(END_BYTES).putInt(0x06054b50).putInt(0);
        last.putShort((short) entries.size()).putShort((short) entries.size());
        last.putInt((int) (end - start)).putInt((int) start).putShort((short) 0);
        writeAll(last);
    }

    /** The fields from the version to the length of the name, which both headers have. */
    private static ByteBuffer putCommon(ByteBuffer into, Entry entry) {
        into.putShort((short) 20)
                .putShort(FLAGS)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort(DATE);
        into.putInt(entry.crc()).putInt((int) entry.size()).putInt((int) entry.size());
        return into.putShort((short) entry.name().remaining());
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        bytes.rewind();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void checkSize(long end) {
        if (end >= 0xffffffffL) {
            throw new IllegalArgumentException("tree: expected less than 4 GiB in a torch zip; use safetensors");
        }
    }

    /** Passes bytes on and sums them up. */
    private static final class Counted implements WritableByteChannel {
        private final WritableByteChannel target;
        private final CRC32 crc = new CRC32();

        Counted(WritableByteChannel target) {
            this.target = target;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            ByteBuffer written = bytes.duplicate();
            int count = target.write(bytes);
            crc.update(written.limit(written.position() + count));
            return count;
        }

        @Override
        public boolean isOpen() {
            return target.isOpen();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException("the content of an entry does not close the file");
        }
    }
}
