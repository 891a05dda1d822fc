package io.brushwork.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    /** Written by the reference implementation 0.8.0: {@code save_file({"b": ones(2, 1), "a": arange(3).half()})}. */
    @Test
    void readsTheReferencesFile() throws IOException {
        Checkpoint checkpoint = Checkpoint.open(TorchFileTest.GOLDEN.resolve("reference.safetensors"));
        assertThat(checkpoint.metadata()).isEqualTo(Map.of("format", "pt"));
        assertThat(Numbers.of(checkpoint.tensor("b"))).containsExactly(1.0, 1.0);
        assertThat(Numbers.of(checkpoint.tensor("a"))).containsExactly(0.0, 1.0, 2.0);
        assertThat(checkpoint.tensor("b").shape()).containsExactly(2L, 1L);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyTypeReadsBack(DType dtype) throws IOException {
        Path file = folder.resolve("x.safetensors");
        ByteBuffer bytes = ByteBuffer.allocate(3 * dtype.bytes());
        Safetensors.write(file, Map.of("x", new Numbers(dtype, List.of(3L, 1L), bytes)), Map.of());
        StoredTensor tensor = Safetensors.read(file).tensor("x");
        assertThat(tensor.dtype()).isEqualTo(dtype);
        assertThat(tensor.shape()).containsExactly(3L, 1L);
        assertThat(Numbers.of(tensor)).containsExactly(0.0, 0.0, 0.0);
    }

    @Test
    void tensorsAreAlignedWhateverTheirOrder() throws IOException {
        Path file = folder.resolve("x.safetensors");
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("byte", new Numbers(DType.U8, List.of(3L), ByteBuffer.allocate(3)));
        tensors.put("empty", Numbers.floats(List.of(0L, 7L)));
        tensors.put("long \"ä\"", new Numbers(DType.I64, List.of(), ByteBuffer.allocate(8)));
        tensors.put("float", Numbers.floats(List.of(1L), 5));
        Safetensors.write(file, tensors, Map.of("note", "a\nb"));
        Checkpoint read = Safetensors.read(file);
        assertThat(read.tensors()).containsOnlyKeys(tensors.keySet());
        assertThat(read.tensors().values()).allMatch(t -> t.offset() % t.dtype().bytes() == 0);
        assertThat(read.metadata()).isEqualTo(Map.of("note", "a\nb"));
        assertThat(Numbers.of(read.tensor("float"))).containsExactly(5.0);
    }

    /** Each is refused by the reference implementation too, but for the 8-bit floats, which it knows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | does not fill its 4 bytes",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | Duplicate field 'a'",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | bytes of no tensor follow",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | leaves a gap before it",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | overlaps another",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}} | should lie at bytes 0 to 12 of 8",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | a size is negative",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | should lie at bytes 8 to 0",
                "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}} | expected a size in bytes of 63 bits",
                "{'a':{'dtype':'F32','shape':[99999999999999999999999],'data_offsets':[0,8]}} | Number value length",
                "{'a':{'dtype':'F8_E4M3','shape':[8],'data_offsets':[0,8]}} | tensor 'a' is of type 'F8_E4M3', which Brushwork does not read",
                "{'a':{'dtype':'F32','shape':[2]}} | has no dtype, shape or data_offsets",
                "{'a':[[[[[[[[[[[[1]]]]]]]]]]]]} | where an object should be",
                "{'a':{'x':[[[[[[[[[[[[1]]]]]]]]]]]]}} | nesting depth",
                "{'__metadata__':{'x':1}} | where a text should be",
                "{'a':{'dtype':'F32' | header is not JSON",
                "{\0'\0a\0'\0 | header is not JSON in UTF-8",
            })
    void refusesWhatTheReferenceRefuses(String header, String reason) throws IOException {
        Path file = file(header.replace('\'', '"'), 8);
        assertThatExceptionOfType(ModelFormatException.class)
                .isThrownBy(() -> Checkpoint.open(file))
                .withMessageStartingWith(file + ", byte ")
                .withMessageContaining(reason);
    }

    @Test
    void refusesAHeaderLongerThanTheFile() throws IOException {
        Path file = folder.resolve("x.safetensors");
        Files.write(
                file,
                ByteBuffer.allocate(10)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(99_999_999)
                        .put((byte) '{')
                        .array());
        assertThatExceptionOfType(ModelFormatException.class)
                .isThrownBy(() -> Checkpoint.open(file))
                .withMessage(file + ", byte 8: expected 99999999 more bytes, found 2");
        Files.write(
                file,
                ByteBuffer.allocate(10)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(100_000_001)
                        .put((byte) '{')
                        .array());
        assertThatExceptionOfType(ModelFormatException.class)
                .isThrownBy(() -> Checkpoint.open(file))
                .withMessageContaining("the header should have 2 to 100000000 bytes");
    }

    @Test
    void aTensorThatWritesTooLittleSpoilsNothing() throws IOException {
        Path file = folder.resolve("x.safetensors");
        Files.writeString(file, "before");
        Numbers wrong = new Numbers(DType.F32, List.of(2L), ByteBuffer.allocate(4));
        assertThatIllegalStateException()
                .isThrownBy(() -> Safetensors.write(file, Map.of("a", wrong), Map.of()))
                .withMessage("tensor a: expected to write 8 bytes, wrote 4");
        assertThat(file).hasContent("before");
        assertThat(folder.toFile().list()).containsExactly("x.safetensors");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.write(file, Map.of("__metadata__", wrong), Map.of()));
    }

    private Path file(String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(
                folder.resolve("x.safetensors"),
                bytes.putLong(json.length).put(json).array());
    }
}
