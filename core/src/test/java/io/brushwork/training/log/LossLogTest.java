package io.brushwork.training.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.files.ModelFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossLogTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void setUp() {
        file = folder.resolve("loss.csv");
    }

    private void write(long from, long to) throws IOException {
        try (LossLog log = LossLog.open(file, from, 4)) {
            for (long step = from + 1; step <= to; step++) {
                log.write(step, 0.1 + step / 1000.0, 5e-5 / step);
            }
        }
    }

    @Test
    void rowsAreThoseOfA1111() throws IOException {
        write(0, 5);
        assertThat(Files.readString(file)).isEqualTo("""
                        step,epoch,epoch_step,loss,learn_rate
                        1,0,0,0.1010000,5e-05
                        2,0,1,0.1020000,2.5e-05
                        3,0,2,0.1030000,1.6666666666666667e-05
                        4,0,3,0.1040000,1.25e-05
                        5,1,0,0.1050000,1e-05
                        """.replace("\n", "\r\n"));
    }

    @Test
    void aResumedLogIsThatOfARunThatWasNotStopped() throws IOException {
        write(0, 20);
        byte[] whole = Files.readAllBytes(file);
        for (long resumed = 0; resumed <= 20; resumed++) {
            Files.delete(file);
            write(0, 13);
            write(Math.min(resumed, 13), 20);
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        }
    }

    @Test
    void aLineThatACrashHasCutIsTakenOff() throws IOException {
        write(0, 9);
        byte[] whole = Files.readAllBytes(file);
        write(0, 8);
        String eight = Files.readString(file);
        String nine = new String(whole, StandardCharsets.US_ASCII);
        for (int length = 1; length < nine.length(); length++) {
            Files.writeString(file, nine.substring(0, length));
            long done = Math.min(8, nine.substring(0, length).lines().count() - 2);
            if (length == eight.length()) {
                done = 8;
            }
            write(Math.max(0, done), 9);
            assertThat(Files.readAllBytes(file)).as("cut at " + length).isEqualTo(whole);
        }
    }

    @Test
    void aFileThatIsNoLogIsLeftAsItIs() throws IOException {
        for (String text : new String[] {
            "a,b\r\n1,2\r\n", "step,epoch,epoch_step,loss,learn_rate\r\nshopping list\r\n", "x".repeat(5_000)
        }) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> LossLog.open(file, 5, 1))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("loss.csv");
            assertThat(Files.readString(file)).isEqualTo(text);
        }
    }
}
