package io.brushwork.hypernetwork;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.files.DType;
import io.brushwork.files.StoredTensor;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightReaderTest {
    @TempDir
    Path folder;

    /** The numbers 0 to 5 as [3, 2], stored column by column behind some other bytes. */
    @ParameterizedTest
    @CsvSource({"F32, true", "F32, false", "F64, true", "F64, false"})
    void stridesOffsetsAndByteOrdersAreFollowed(DType dtype, boolean little) throws IOException {
        ByteOrder order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        ByteBuffer bytes =
                ByteBuffer.allocate(7 + 6 * dtype.bytes()).order(order).position(7);
        for (double number : new double[] {0, 2, 4, 1, 3, 5}) {
            if (dtype == DType.F32) {
                bytes.putFloat((float) number);
            } else {
                bytes.putDouble(number);
            }
        }
        assertThat(read(bytes.array(), dtype, order)).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void brainFloatsAreTheUpperHalfOfFloats() throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(7 + 12).order(ByteOrder.LITTLE_ENDIAN).position(7);
        for (float number : new float[] {0, 2, 4, 1, 3, -5.5f}) {
            bytes.putShort((short) (Float.floatToIntBits(number) >> 16));
        }
        assertThat(read(bytes.array(), DType.BF16, ByteOrder.LITTLE_ENDIAN)).containsExactly(0, 1, 2, 3, 4, -5.5f);
    }

    /** What was read does not depend on the file any more: it may be replaced while the network is in use. */
    @Test
    void weightsAreCopies() throws IOException {
        Path file = folder.resolve("weights");
        Files.write(file, new byte[4]);
        try (Scope scope = new Scope();
                WeightReader reader = new WeightReader(file, "cpu")) {
            var weight = reader.read("w", StoredTensor.contiguous(file, DType.F32, List.of(1L), 0));
            ByteBuffer two =
                    ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(2);
            Files.write(file, two.array());
            assertThat(weight.item_float()).isZero();
        }
    }

    private float[] read(byte[] bytes, DType dtype, ByteOrder order) throws IOException {
        Path file = folder.resolve("weights");
        Files.write(file, bytes);
        try (Scope scope = new Scope();
                WeightReader reader = new WeightReader(file, "cpu")) {
            return DrawnModule.floats(
                    reader.read("w", new StoredTensor(file, dtype, List.of(3L, 2L), List.of(1L, 3L), 7, order)));
        }
    }
}
