package io.brushwork.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {
    private static final List<String> NAMES = List.of("Euler", "Euler a");

    @Test
    void caseDoesNotCountAndTheWholeLabelDoes() {
        assertThat(Labels.of(NAMES, String::toString, "sampler", "eULER A")).isEqualTo("Euler a");
        assertThat(Labels.find(NAMES, String::toString, "euler ")).isEmpty();
    }

    @Test
    void theErrorNamesAllLabels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Labels.of(NAMES, String::toString, "sampler", "Oiler"))
                .withMessage("sampler: expected one of Euler, Euler a, got Oiler");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Labels.of(List.<String>of(), String::toString, "sampler", "Oiler"))
                .withMessage("sampler: expected none, as there is none, got Oiler");
    }
}
