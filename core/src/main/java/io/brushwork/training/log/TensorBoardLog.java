package io.brushwork.training.log;

import com.google.protobuf.CodedOutputStream;
import io.brushwork.files.picture.Picture;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * An event file that TensorBoard reads, with A1111's tags and {@code Loss/holdout}. Scalars are kept as float32, pictures
 * as PNG.
 *
 * <p>A file is a sequence of TFRecords: the length in 8 bytes, its checksum, the data, their checksum; all little-endian,
 * checksums are CRC-32C, turned right by 15 bits plus 0xa282ead8. The data are the protobuf message {@code Event} of
 * TensorFlow's {@code event.proto}, whose few fields are written here by number, as their generated classes would bring
 * all of TensorFlow's messages. Each event is one write, so that what a crash leaves is readable to its last whole event.
 *
 * <p>Each start of a run begins a file of its own. One that resumes at a step says so by a {@code SessionLog}, upon which
 * TensorBoard forgets later steps of earlier files.
 */
public final class TensorBoardLog implements Closeable {
    public static final String LOSS = "Loss/train";
    public static final String HOLDOUT = "Loss/holdout";
    public static final String LEARN_RATE = "Learn rate/train";

    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_FILE_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int EVENT_SESSION_LOG = 7;
    private static final int SESSION_STATUS = 1;
    private static final int SESSION_START = 1;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE = 2;
    private static final int VALUE_IMAGE = 4;
    private static final int IMAGE_HEIGHT = 1;
    private static final int IMAGE_WIDTH = 2;
    private static final int IMAGE_COLORSPACE = 3;
    private static final int IMAGE_ENCODED = 4;
    private static final int RGB = 3;

    private final FileChannel file;
    private final InstantSource clock;

    private TensorBoardLog(FileChannel file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Begins an event file in a folder that is there.
     *
     * @param step steps that the network has; above 0 for a run that is resumed
     */
    public static TensorBoardLog open(Path folder, long step, InstantSource clock) throws IOException {
        Instant now = clock.instant();
        // TensorBoard reads the files of a folder in the order of their names.
        String name = String.format("events.out.tfevents.%010d.%09d.brushwork", now.getEpochSecond(), now.getNano());
        FileChannel file =
                FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        TensorBoardLog log = new TensorBoardLog(file, clock);
        try {
            log.event(0, event -> event.writeString(EVENT_FILE_VERSION, "brain.Event:2"));
            if (step > 0) {
                byte[] start = message(session -> session.writeEnum(SESSION_STATUS, SESSION_START));
                // TensorBoard drops the step that is named here too, and it stands in an earlier file.
                log.event(step + 1, event -> event.writeByteArray(EVENT_SESSION_LOG, start));
            }
            return log;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** @param values by their tags, all of one step */
    public void scalars(long step, Map<String, Double> values) throws IOException {
        byte[] summary = message(out -> {
            for (Map.Entry<String, Double> value : values.entrySet()) {
                out.writeByteArray(SUMMARY_VALUE, message(v -> {
                    v.writeString(VALUE_TAG, value.getKey());
                    v.writeFloat(VALUE_SIMPLE, value.getValue().floatValue());
                }));
            }
        });
        event(step, event -> event.writeByteArray(EVENT_SUMMARY, summary));
    }

    public void picture(long step, String tag, Picture picture) throws IOException {
        byte[] image = message(out -> {
            out.writeInt32(IMAGE_HEIGHT, picture.height());
            out.writeInt32(IMAGE_WIDTH, picture.width());
            out.writeInt32(IMAGE_COLORSPACE, RGB);
            out.writeByteArray(IMAGE_ENCODED, picture.png(Map.of()));
        });
        byte[] value = message(out -> {
            out.writeString(VALUE_TAG, tag);
            out.writeByteArray(VALUE_IMAGE, image);
        });
        byte[] summary = message(out -> out.writeByteArray(SUMMARY_VALUE, value));
        event(step, event -> event.writeByteArray(EVENT_SUMMARY, summary));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** The fields of a message. */
    @FunctionalInterface
    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private void event(long step, Fields what) throws IOException {
        Instant now = clock.instant();
        byte[] event = message(out -> {
            out.writeDouble(EVENT_WALL_TIME, now.getEpochSecond() + now.getNano() / 1e9);
            if (step != 0) { // As protobuf 3 has it: a zero is what is not there.
                out.writeInt64(EVENT_STEP, step);
            }
            what.writeTo(out);
        });
        ByteBuffer record = record(event);
        while (record.hasRemaining()) {
            file.write(record);
        }
    }

    private static ByteBuffer record(byte[] data) {
        ByteBuffer record = ByteBuffer.allocate(8 + 4 + data.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedChecksum(record.array(), 0, 8));
        record.put(data);
        record.putInt(maskedChecksum(record.array(), 12, data.length));
        return record.flip();
    }

    /** TFRecord's: so that the checksum of data that hold a checksum is no special value. */
    private static int maskedChecksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }
}
