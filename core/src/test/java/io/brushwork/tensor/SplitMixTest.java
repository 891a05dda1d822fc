package io.brushwork.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitMixTest {
    /** The first numbers of seed 1234567, from a second implementation (Python), as Rosetta Code has them too. */
    @Test
    void numbersAreThoseOfSplitMix64() {
        SplitMix random = new SplitMix(1234567);
        String[] expected = {
            "6457827717110365317",
            "3203168211198807973",
            "9817491932198370423",
            "4593380528125082431",
            "16408922859458223821"
        };
        for (String number : expected) {
            assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo(number);
        }
    }

    /** From the same second implementation. */
    @Test
    void drawsOfOneSeedAreWrittenDown() {
        SplitMix random = SplitMix.of(42, 7);
        assertThat(random.nextLong()).isEqualTo(6178525862795807727L);
        assertThat(random.nextLong()).isEqualTo(7119379125638604256L);
        assertThat(random.nextLong()).isEqualTo(-8177385668416436501L);
    }

    @Test
    void smallNumbersAreEquallyLikely() {
        int[] counts = new int[7];
        double sum = 0;
        for (int i = 0; i < 70_000; i++) {
            SplitMix random = SplitMix.of(3, i);
            counts[random.nextInt(7)]++;
            sum += random.nextDouble();
        }
        // Five standard errors.
        assertThat(IntStream.of(counts)).allMatch(count -> Math.abs(count - 10_000) < 5 * Math.sqrt(10_000 * 6 / 7.0));
        assertThat(sum / 70_000).isCloseTo(0.5, within(5 * Math.sqrt(1 / 12.0 / 70_000)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SplitMix(1).nextInt(0))
                .withMessage("bound: expected 1 or more, got 0");
    }
}
