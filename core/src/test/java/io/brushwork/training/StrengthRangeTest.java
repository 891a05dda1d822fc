package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.tensor.SplitMix;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrengthRangeTest {
    @Test
    void aNumberIsARangeOfItself() {
        assertThat(StrengthRange.parse("1")).isEqualTo(StrengthRange.ONE);
        assertThat(StrengthRange.parse(" 0.5 .. 2 ")).isEqualTo(new StrengthRange(0.5, 2));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        StrengthRange wide = new StrengthRange(0.00005, 10);
        assertThat(wide).hasToString("0.00005..10");
        assertThat(StrengthRange.parse(wide.toString())).isEqualTo(wide);
        assertThat(StrengthRange.ONE).hasToString("1");
    }

    @Test
    void strengthsAreDrawnEvenlyFromAllOfTheRange() {
        SplitMix random = new SplitMix(1);
        double[] drawn = DoubleStream.generate(() -> new StrengthRange(0.5, 2).draw(random))
                .limit(10_000)
                .toArray();
        assertThat(DoubleStream.of(drawn).min().orElseThrow()).isBetween(0.5, 0.51);
        assertThat(DoubleStream.of(drawn).max().orElseThrow()).isBetween(1.99, 2.0);
        assertThat(DoubleStream.of(drawn).average().orElseThrow()).isCloseTo(1.25, within(0.02));
        assertThat(StrengthRange.ONE.draw(random)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "strong", "0", "-1", "1..", "2..1", "0..1", "1..11", "1...2", "NaN", "1..2..3", "1e-3"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> StrengthRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("strength: expected a number above 0 and at most 10");
    }
}
