package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.base.PythonNumber;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingStatusTest {
    @Test
    void aLineSaysAllThatIsKnown() {
        assertThat(new TrainingStatus(120, 1_000, 0.4, 0.13123, OptionalDouble.of(0.14019), 5e-5, 1.523, 579.2).line())
                .isEqualTo("120/1000 loss 0.1312 (held out 0.1402) rate 5e-05, 1.52 steps/s, 9:39 min left");
        assertThat(new TrainingStatus(1, 20, 0.4, 0.4, OptionalDouble.empty(), 1.234567e-5, 0.05, 7_325).line())
                .isEqualTo("1/20 loss 0.4000 rate 1.23e-05, 20.00 s/step, 2:02 h left");
        assertThat(new TrainingStatus(0, 20, 0.4, 0.4, OptionalDouble.empty(), 0.001, Double.NaN, Double.NaN).line())
                .isEqualTo("0/20 loss 0.4000 rate 0.001");
    }

    /** Python 3: {@code repr(float(x))}. */
    @ParameterizedTest
    @CsvSource({
        "1e-5, 1e-05",
        "0.0001, 0.0001",
        "5.5e-7, 5.5e-07",
        "0.1, 0.1",
        "1, 1.0",
        "1e16, 1e+16",
        "123456.789, 123456.789",
        "2e-3, 0.002",
        "0, 0.0",
        "-2.5e-8, -2.5e-08",
        "1.6666666666666667e-05, 1.6666666666666667e-05",
        "2e23, 2e+23",
        "4.9e-324, 5e-324",
        "9.5367431640625e-07, 9.5367431640625e-07"
    })
    void numbersArePrintedAsPythonDoes(double value, String text) {
        assertThat(PythonNumber.text(value)).isEqualTo(text);
    }
}
