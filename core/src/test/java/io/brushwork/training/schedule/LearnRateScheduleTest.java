package io.brushwork.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.brushwork.testing.Golden;
import io.brushwork.training.schedule.LearnRateSchedule.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearnRateScheduleTest {
    @Test
    void schedulesAreThoseOfA1111() {
        JsonNode cases = Golden.json("grammar").get("learn_rate");
        assertThat(cases.size()).isGreaterThan(20);
        for (JsonNode recorded : cases) {
            String text = recorded.get("schedule").asText();
            long start = recorded.get("initial_step").asLong();
            long max = recorded.get("max_steps").asLong();
            if (start >= max) {
                continue;
            }
            if (recorded.has("error")) {
                assertThatIllegalArgumentException()
                        .as(recorded.toString())
                        .isThrownBy(() -> LearnRateSchedule.parse(text, start, max))
                        .withMessageContaining("ends at step");
            } else {
                assertSame(LearnRateSchedule.parse(text, start, max), recorded.get("rates"), start);
            }
        }
    }

    private static void assertSame(LearnRateSchedule schedule, JsonNode rates, long start) {
        List<String> expected = new ArrayList<>();
        rates.forEach(rate ->
                expected.add(rate.get(0).asDouble() + " to " + rate.get(1).asLong()));
        List<String> actual = schedule.spans().stream()
                .map(span -> span.curve().at(0) + " to " + span.end())
                .toList();
        assertThat(actual).isEqualTo(expected);
        long step = start;
        for (JsonNode rate : rates) {
            long end = rate.get(1).asLong();
            assertThat(schedule.at(step)).isEqualTo(rate.get(0).asDouble());
            assertThat(schedule.at(end - 1)).isEqualTo(rate.get(0).asDouble());
            step = end;
        }
        assertThat(schedule.lastStep()).isEqualTo(step);
    }

    /** From PyTorch's CosineAnnealingWarmRestarts(T_0=10, T_mult=2, eta_min=5e-7), base rate 5e-5, float64. */
    @Test
    void cosineWithGrowingCyclesIsThatOfPyTorch() {
        LearnRateSchedule schedule = LearnRateSchedule.parse("cosine(5e-5..5e-7, 10, 2)", 0, 100);
        long[] steps = {0, 1, 5, 9, 10, 17, 29, 30, 45, 69, 70, 99};
        double[] rates = {
            5e-05,
            4.8788648778305053e-05,
            2.525e-05,
            1.71135122169495e-06,
            5e-05,
            3.648626486855378e-05,
            8.047135702703429e-07,
            5e-05,
            3.472141495103598e-05,
            5.762959901050829e-07,
            5e-05,
            3.561182850405135e-05
        };
        for (int i = 0; i < steps.length; i++) {
            assertThat(schedule.at(steps[i])).as("step " + steps[i]).isCloseTo(rates[i], within(1e-18));
        }
    }

    @Test
    void cosineOfEqualCyclesComesBack() {
        LearnRateSchedule schedule = LearnRateSchedule.parse("cosine(4e-5..0, 100)", 0, 1_000);
        assertThat(schedule.at(0)).isEqualTo(4e-5);
        assertThat(schedule.at(50)).isCloseTo(2e-5, within(1e-18));
        assertThat(schedule.at(100)).isEqualTo(4e-5);
        assertThat(schedule.at(950)).isCloseTo(2e-5, within(1e-18));
        assertThat(schedule.lastStep()).isEqualTo(1_000);
    }

    @Test
    void warmUpRisesOverWhatStandsBehindIt() {
        LearnRateSchedule schedule = LearnRateSchedule.parse("warmup(4) 8e-5:3, 4e-5", 0, 10);
        assertThat(LongStream.range(0, 6).mapToDouble(schedule::at).toArray())
                .containsExactly(new double[] {2e-5, 4e-5, 6e-5, 4e-5, 4e-5, 4e-5}, within(1e-18));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5e-5:100, 5e-6:1500, 5e-7",
                "warmup(300) 5e-5",
                "1e-4:50, cosine(5e-5..5e-7, 70, 2)",
                "warmup(10), cosine(5e-5..5e-7, 70):400, 1e-6:-1"
            })
    void aResumedRunHasTheRatesOfOneThatWasNotStopped(String text) {
        LearnRateSchedule whole = LearnRateSchedule.parse(text, 0, 2_000);
        for (long start : new long[] {1, 49, 50, 99, 100, 399, 400, 1_999}) {
            LearnRateSchedule resumed = LearnRateSchedule.parse(text, start, 2_000);
            for (long step = start; step < 2_000; step++) {
                assertThat(resumed.at(step)).isEqualTo(whole.at(step));
            }
        }
    }

    @Test
    void theLastRateStays() {
        LearnRateSchedule clip = LearnRateSchedule.parse("clipValue", "1:10, 0.1:20", 0, 500);
        assertThat(clip.lastStep()).isEqualTo(20);
        assertThat(clip.at(400)).isEqualTo(0.1);
    }

    @Test
    void blanksAndEmptyItemsDoNotMatter() {
        List<Span> tidy = LearnRateSchedule.parse("1e-4:10,cosine(5e-5..5e-7,70,2)", 0, 100)
                .spans();
        assertThat(LearnRateSchedule.parse(" 1e-4 : 10 ,, cosine ( 5e-5 .. 5e-7 , 70 , 2 ) ,", 0, 100)
                        .spans())
                .isEqualTo(tidy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "1e-5:10,1e-6:5|5 follows 10",
                "1e-5:10,1e-6:10|10 follows 10",
                "1e-5,1e-6:100|never acts",
                "1e-5:-1,1e-6:100|never acts",
                "1e-5:1:2|no whole number",
                "1e-5:2.5|no whole number",
                "1e-5:0|no whole number",
                "1e-5:-2|no whole number",
                "1e-5:|no whole number",
                "1e-5:99999999999999999999|no whole number",
                "-1e-5|no number above 0",
                "0|no number above 0",
                "NaN|no number above 0",
                "inf|no number above 0",
                "1e999|no number above 0",
                "0x1p3|no number above 0",
                "1e-5f|no number above 0",
                "fast|no number above 0",
                ", ,|no rate",
                "cosine(5e-7..5e-5, 100)|must be lower",
                "cosine(5e-5..5e-7)|no number above 0",
                "cosine(5e-5..5e-7, 0)|no whole number",
                "cosine(5e-5..5e-7, 10, 0)|no whole number",
                "warmup(0) 1e-5|no whole number",
                "warmup(10)|no rate",
                "1e-5:10, warmup(10) 1e-6|no number above 0",
            })
    void whatCanOnlyBeAMistakeIsRefused(String text, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LearnRateSchedule.parse(text, 0, 500))
                .withMessageStartingWith("learnRate: expected")
                .withMessageContaining("5e-5:100, 5e-6:1500, 5e-7")
                .withMessageContaining(reason);
    }

    @Test
    void nothingToDoIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LearnRateSchedule.parse("1e-5", 500, 500))
                .withMessage("steps: expected more than the 500 that the network has already, got 500");
    }
}
