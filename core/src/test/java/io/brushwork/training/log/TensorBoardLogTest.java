package io.brushwork.training.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.brushwork.files.picture.Picture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardLogTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000, 250_000_000));

    @TempDir
    private Path folder;

    /**
     * Written by TensorBoard 2.20.0's own {@code RecordWriter} from its own {@code event_pb2.Event}: file version,
     * SessionLog START at step 4, then Loss/train 0.125 and Learn rate/train 5e-5 at step 4; all at 1700000000.25 s.
     */
    private static final String WITNESS =
            "1800000000000000a37f4b220900001040fc54d9411a0d627261696e2e4576656e743a32338d2fe90f000000"
                    + "000000006d532b090900001040fc54d94110043a02080128b1895739000000000000008b0737f10900001040"
                    + "fc54d94110042a2c0a110a0a4c6f73732f747261696e150000003e0a170a104c6561726e20726174652f7472"
                    + "61696e1517b75138c870a557";

    @Test
    void bytesAreThoseThatTensorBoardWrites() throws IOException {
        try (TensorBoardLog log = TensorBoardLog.open(folder, 3, CLOCK)) {
            Map<String, Double> values = new LinkedHashMap<>();
            values.put(TensorBoardLog.LOSS, 0.125);
            values.put(TensorBoardLog.LEARN_RATE, 5e-5);
            log.scalars(4, values);
        }
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file()))).isEqualTo(WITNESS);
    }

    @Test
    void aFreshRunHasNoSessionLog() throws IOException {
        TensorBoardLog.open(folder, 0, CLOCK).close();
        byte[] bytes = Files.readAllBytes(file());
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(WITNESS.substring(0, 2 * bytes.length));
        assertThat(file().getFileName()).hasToString("events.out.tfevents.1700000000.250000000.brushwork");
    }

    @Test
    void picturesAreKeptAsPng() throws IOException {
        Picture picture = new Picture(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
        try (TensorBoardLog log = TensorBoardLog.open(folder, 0, CLOCK)) {
            log.picture(500, "Preview/1", picture);
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position((int) bytes.getLong(0) + 16);
        int length = (int) bytes.getLong(bytes.position());
        byte[] event = Arrays.copyOfRange(bytes.array(), bytes.position() + 12, bytes.position() + 12 + length);
        assertThat(field(event, 2)).isEqualTo(500L);
        byte[] value = (byte[]) field((byte[]) field(event, 5), 1);
        assertThat(new String((byte[]) field(value, 1), StandardCharsets.UTF_8)).isEqualTo("Preview/1");
        byte[] image = (byte[]) field(value, 4);
        assertThat(List.of(field(image, 1), field(image, 2), field(image, 3))).isEqualTo(List.of(1L, 2L, 3L));
        assertThat((byte[]) field(image, 4)).isEqualTo(picture.png(Map.of()));
    }

    /** The first value of a field: a number as Long, all else as its bytes. */
    private static Object field(byte[] message, int number) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == number) {
                return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT
                        ? (Object) in.readInt64()
                        : in.readByteArray();
            }
            in.skipField(tag);
        }
        throw new AssertionError("no field " + number);
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }
}
