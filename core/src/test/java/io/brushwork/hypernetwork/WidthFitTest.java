package io.brushwork.hypernetwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WidthFitTest {
    @Test
    void aNetworkOnItsOwnModelNeedsNoWarning() throws IOException {
        try (Hypernetwork network = Golden.load("linear.pt")) {
            WidthFit fit = WidthFit.of(network, Set.of(32L, 64L, 128L, 192L), List.of("0123456789"));
            assertThat(fit.fitting()).containsExactly(32L, 64L);
            assertThat(fit.idle()).isEmpty();
            assertThat(fit.warnings()).isEmpty();
        }
    }

    @Test
    void widthsThatTheModelLacksAreAWarning() throws IOException {
        try (Hypernetwork network = Golden.load("linear.pt")) {
            WidthFit fit = WidthFit.of(network, Set.of(64L, 320L), List.of("0123456789"));
            assertThat(fit.fitting()).containsExactly(64L);
            assertThat(fit.idle()).containsExactly(32L);
            assertThat(fit.warnings())
                    .containsExactly(
                            "hypernetwork linear fits this model only in part: widths [64] act, widths [32] occur"
                                    + " nowhere in the model, which has [64, 320]");
        }
    }

    @Test
    void aNetworkOfAnotherKindOfModelIsAnError() throws IOException {
        try (Hypernetwork network = Golden.load("linear.pt")) {
            assertThatThrownBy(() -> WidthFit.of(network, Set.of(640L, 2048L), List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("hypernetwork linear: none of its widths [32, 64] occurs in this model, which has [640,"
                            + " 2048]; it was made for another kind of model");
        }
    }

    @Test
    void anotherCheckpointIsAWarning() throws IOException {
        try (Hypernetwork network = Golden.load("linear.pt")) {
            assertThat(WidthFit.of(network, Set.of(32L, 64L), List.of("ffffffffff", "89abcdef"))
                            .warnings())
                    .containsExactly(
                            "hypernetwork linear was trained on pocket-sd1 [0123456789], not on the model in use"
                                    + " [ffffffffff]");
        }
    }

    @Test
    void hashesOfAnotherKindAreNotCompared() throws IOException {
        try (Hypernetwork network = Golden.load("linear.pt");
                Hypernetwork old = Golden.load("nai_old.pt")) {
            assertThat(WidthFit.of(network, Set.of(32L, 64L), List.of("89abcdef"))
                            .warnings())
                    .isEmpty();
            assertThat(WidthFit.of(old, Set.of(32L, 64L), List.of("ffffffffff")).warnings())
                    .isEmpty();
        }
    }
}
