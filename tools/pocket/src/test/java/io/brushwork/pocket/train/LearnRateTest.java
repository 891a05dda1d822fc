package io.brushwork.pocket.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearnRateTest {
    @Test
    void risesInALineAndFallsAlongACosine() {
        LearnRate rate = new LearnRate(2, 10, 110);
        assertThat(rate.at(1)).isEqualTo(0.2, within(1e-12));
        assertThat(rate.at(10)).isEqualTo(2, within(1e-12));
        assertThat(rate.at(60)).isEqualTo(2 * 0.525, within(1e-12));
        assertThat(rate.at(110)).isEqualTo(0.1, within(1e-12));
    }

    @Test
    void warmUpMustBeShorterThanTheTraining() {
        assertThatThrownBy(() -> new LearnRate(1, 10, 10)).hasMessageContaining("steps: expected more than the 10");
    }
}
