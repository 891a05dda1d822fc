package io.brushwork.hypernetwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationTest {
    @Test
    void everyRecordedActivationMatchesA1111() throws IOException {
        assertThat(matching("activations.json", new long[] {1, 1, 4})).hasSize(22);
    }

    @Test
    void everyOtherActivationMatchesPyTorch() throws IOException {
        assertThat(matching("activations-3d.json", new long[] {2, 2, 4})).hasSize(6);
    }

    @Test
    void theRecordedNamesAreAllThereAre() throws IOException {
        List<String> recorded = new ArrayList<>(matching("activations.json", new long[] {1, 1, 4}));
        recorded.addAll(matching("activations-3d.json", new long[] {2, 2, 4}));
        assertThat(Activation.values()).extracting(Activation::label).containsExactlyInAnyOrderElementsOf(recorded);
    }

    @Test
    void noActivationIsLinear() {
        assertThat(Activation.of(null)).isEqualTo(Activation.LINEAR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"glu", "threshold", "multiheadattention"})
    void brokenActivationsAreRefusedWithTheReason(String label) {
        assertThatThrownBy(() -> Activation.of(label))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("activation: " + label + " cannot be used: .{10,}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ReLU", "Linear", "swiglu", ""})
    void unknownNamesAreRefusedWithTheValidOnes(String label) {
        assertThatThrownBy(() -> Activation.of(label))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("linear, relu, leakyrelu")
                .hasMessageEndingWith("got " + label);
    }

    /** Compares a module of width 4 with each recorded output; gives the names compared. */
    private static List<String> matching(String file, long[] shape) throws IOException {
        JsonNode golden;
        try (InputStream in = ActivationTest.class.getResourceAsStream("/golden/hypernetwork/" + file)) {
            golden = new ObjectMapper().readTree(in);
        }
        List<String> names = new ArrayList<>();
        golden.get("output").properties().forEach(output -> {
            try (Scope scope = new Scope()) {
                HypernetworkModule module = DrawnModule.of(
                        DrawnModule.config(Activation.of(output.getKey()), 1.0, 2.0, 1.0), 4, ActivationTest::weight);
                float[] found =
                        DrawnModule.floats(module.forward(DrawnModule.tensor(floats(golden.get("input")), shape), 1));
                float[] expected = floats(output.getValue());
                for (int i = 0; i < expected.length; i++) {
                    assertThat(found[i])
                            .as("%s, value %d", output.getKey(), i)
                            .isCloseTo(expected[i], within(1e-5f * Math.max(1, Math.abs(expected[i]))));
                }
            }
            names.add(output.getKey());
        });
        return names;
    }

    /** As recorded, in float32: near whole numbers the remainder depends on it. */
    private static double weight(int k) {
        float remainder = (0.02f * k - 0.3f) % 1;
        return (remainder < 0 ? remainder + 1 : remainder) - 0.5f;
    }

    private static float[] floats(JsonNode values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values.get(i).asDouble();
        }
        return floats;
    }
}
