package io.brushwork.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.tensor.Scope;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class GuidanceTest {
    @Test
    void partsPullByTheirWeights() {
        try (Scope scope = new Scope()) {
            List<Guidance.Part> parts = List.of(new Guidance.Part(of(3), 1), new Guidance.Part(of(-1), 0.5));
            Tensor guided = Guidance.of(7).combine(of(1), parts);
            assertThat(guided.mean().item_double()).isEqualTo(1 + 7 * (3 - 1) + 3.5 * (-1 - 1));
        }
    }

    @Test
    void withoutUncondTheFirstPartStandsInForIt() {
        try (Scope scope = new Scope()) {
            List<Guidance.Part> parts = List.of(new Guidance.Part(of(3), 1), new Guidance.Part(of(-1), 0.5));
            assertThat(Guidance.combineWithoutUncond(parts).mean().item_double())
                    .isEqualTo(3 + 0.5 * (-1 - 3));
            assertThat(Guidance.combineWithoutUncond(parts.subList(0, 1)).mean().item_double())
                    .isEqualTo(3);
        }
    }

    @Test
    void faintNoiseGoesWithoutUncondEveryOtherCall() {
        Guidance guidance = new Guidance(7, 2, false, 0);
        assertThat(guidance.skipsUncond(3, 20, 1.9)).isTrue();
        assertThat(guidance.skipsUncond(4, 20, 1.9)).isFalse();
        assertThat(guidance.skipsUncond(3, 20, 2)).isFalse();
        assertThat(new Guidance(7, 2, true, 0).skipsUncond(4, 20, 1.9)).isTrue();
    }

    @Test
    void earlyCallsGoWithoutUncond() {
        Guidance guidance = new Guidance(7, 0, false, 0.1);
        assertThat(guidance.skipsUncond(2, 20, 14)).isTrue();
        assertThat(guidance.skipsUncond(3, 20, 14)).isFalse();
        assertThat(Guidance.of(7).skipsUncond(0, 20, 14)).isFalse();
    }

    @Test
    void refusesShareBeyondOne() {
        assertThatThrownBy(() -> new Guidance(7, 0, false, 1.1)).hasMessage("skipEarly: expected 0 to 1, got 1.1");
    }

    private static Tensor of(double value) {
        return torch.ones(1, 4, 2, 2).mul(new Scalar(value));
    }
}
