package io.brushwork.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.files.picture.Picture;
import io.brushwork.generation.GenerationStep;
import io.brushwork.job.Notice;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private static final Picture BLACK = new Picture(1, 1, new byte[3]);

    private static GenerationStep step(int done, double seconds) {
        return new GenerationStep(1, done, 20, done, 20, seconds, () -> BLACK);
    }

    private static String line(int columns, int done, double seconds) {
        return new ProgressBar(new PrintWriter(new StringWriter()), columns).line("", step(done, seconds));
    }

    @Test
    void showsStepsPaceAndTimeLeft() {
        assertThat(line(80, 5, 10)).isEqualTo("5/20 [==========                              ] 2.00 s/step, 30 s left");
        assertThat(line(80, 20, 40)).contains("[" + "=".repeat(40) + "]");
        assertThat(line(80, 1, 400)).endsWith("400.00 s/step, 2:06 h left");
    }

    @Test
    void neverFillsTheLine() {
        for (int columns = 40; columns < 100; columns++) {
            assertThat(line(columns, 12, 123)).hasSizeLessThan(columns);
        }
    }

    @Test
    void isDrawnOverItselfAndTakenAwayBeforeOtherLines() {
        CommandRun run = CommandRun.on(new Terminal(true, 60), "--version");
        assertThat(run.err()).isEmpty();
        StringWriter screen = new StringWriter();
        TextLines report = new TextLines(
                new PrintWriter(new StringWriter()), new PrintWriter(screen, true), new Terminal(true, 60));
        report.accept(step(1, 1));
        report.accept(step(2, 2));
        report.accept(new Notice("mind"));
        assertThat(screen.toString().split("\r", -1)).hasSize(5);
        assertThat(screen.toString()).endsWith("\rnotice: mind" + System.lineSeparator());
    }
}
