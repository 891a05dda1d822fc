package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.brushwork.dataset.Fingerprint;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFingerprintTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final Fingerprint DATA = new Fingerprint(Map.of("a.png", new Fingerprint.Entry(HASH, HASH)));
    private static final RunFingerprint RUN = new RunFingerprint(DATA, "0123456789", "", HASH);

    @Test
    void whatChangedIsNamed() {
        assertThat(RUN.changesSince(RUN)).isEmpty();
        assertThat(new RunFingerprint(new Fingerprint(Map.of()), "", "9876543210", "other").changesSince(RUN))
                .containsExactly(
                        "The model is another: without a hash, and was 0123456789.",
                        "The autoencoder is another: 9876543210, and was the model's own.",
                        "The caption template changed.",
                        "a.png was removed.");
    }

    @Test
    void comesBackFromJson() {
        assertThat(RunFingerprint.ofJson(RUN.json())).isEqualTo(RUN);
    }

    @Test
    void whatAnEarlierVersionDidNotRecordIsNotCompared() {
        RunFingerprint earlier = RunFingerprint.ofJson(DATA.json());
        assertThat(earlier).isEqualTo(new RunFingerprint(DATA, null, null, null));
        assertThat(RUN.changesSince(earlier)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"files\":{\"a\":null}}", "{\"model\":\"\""})
    void otherJsonIsRefused(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunFingerprint.ofJson(json))
                .withMessageStartingWith("fingerprint: expected");
    }
}
