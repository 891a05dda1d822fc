package io.brushwork.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    Path folder;

    private static final Numbers ONE = Numbers.floats(List.of(1L), 1);

    @Test
    void lightningWrappersAreTakenOff() throws IOException {
        Checkpoint checkpoint = Checkpoint.open(TorchFileTest.GOLDEN.resolve("lightning.ckpt"));
        assertThat(checkpoint.tensors().keySet()).containsExactly("model.w", "model.b", "nested.x");
        assertThat(Numbers.of(checkpoint.tensor("model.b"))).containsExactly(0.0, 1.0, 2.0);
        assertThat(checkpoint.metadata())
                .isEqualTo(Map.of("epoch", "3", "global_step", "840000", "pytorch-lightning_version", "1.4.2"));
    }

    @Test
    void theContentDecidesAndNotTheExtension() throws IOException {
        for (String name : List.of("state_dict.pt", "legacy.pt", "reference.safetensors")) {
            Path golden = TorchFileTest.GOLDEN.resolve(name);
            Path other = Files.copy(golden, folder.resolve(name + ".bin"));
            assertThat(Checkpoint.open(other).tensors().keySet())
                    .isEqualTo(Checkpoint.open(golden).tensors().keySet());
        }
    }

    /** The length of this header begins with the byte 0x80, as a pickle does. */
    @Test
    void safetensorsAreKnownWhateverTheLengthOfTheirHeader() throws IOException {
        Path file = folder.resolve("x.safetensors");
        String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
        ByteBuffer bytes = ByteBuffer.allocate(8 + 0x80 + 1).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0x80).put((header + " ".repeat(0x80 - header.length())).getBytes(StandardCharsets.UTF_8));
        Files.write(file, bytes.array());
        assertThat(Checkpoint.open(file).tensors().keySet()).containsExactly("a");
    }

    @Test
    void keysAndListsBecomeNames() throws IOException {
        Path file = folder.resolve("x.pt");
        TorchFile.write(file, Map.of(768, Tuple.of(Map.of("linear.0.weight", ONE), Map.of("linear.0.weight", ONE))));
        assertThat(Checkpoint.open(file).tensors().keySet())
                .containsExactly("768.0.linear.0.weight", "768.1.linear.0.weight");
    }

    @Test
    void filesWithoutTensorsAreRefused() throws IOException {
        Path file = folder.resolve("x.pt");
        TorchFile.write(file, Map.of("a", 1));
        refused(file, "holds no tensors");
        TorchFile.write(file, List.of(1));
        refused(file, "holds no dictionary of tensors");
        TorchFile.write(file, Map.of("a.b", ONE, "a", Map.of("b", ONE)));
        refused(file, "has two tensors with the name 'a.b'");
        assertThatExceptionOfType(ModelFormatException.class)
                .isThrownBy(() -> Checkpoint.open(TorchFileTest.GOLDEN.resolve("state_dict.pt"))
                        .tensor("x"))
                .withMessageContaining("has no tensor 'x'");
    }

    private static void refused(Path file, String reason) {
        assertThatExceptionOfType(ModelFormatException.class)
                .isThrownBy(() -> Checkpoint.open(file))
                .withMessage(file + ": " + reason);
    }
}
