package io.brushwork.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoiseTest {
    /** Recorded from PyTorch and from A1111's Philox: several seeds and shapes, two draws each. */
    @ParameterizedTest
    @EnumSource
    void drawsAsRecorded(Noise source) {
        JsonNode cases = Golden.json("rng").path(source.label().toLowerCase(Locale.ROOT));
        assertThat(cases).hasSizeGreaterThan(10);
        for (JsonNode entry : cases) {
            long[] shape = StreamSupport.stream(entry.path("shape").spliterator(), false)
                    .mapToLong(JsonNode::asLong)
                    .toArray();
            try (Scope scope = new Scope();
                    NoiseGenerator generator = source.open(entry.path("seed").asLong())) {
                Tensor first = generator.normal(shape);
                Tensor second = generator.normal(shape);
                assertStartsWith(first, entry.path("first"));
                assertThat(first.to(ScalarType.Double).sum().item_double())
                        .isCloseTo(entry.path("first_sum").asDouble(), within(1e-4));
                assertStartsWith(second, entry.path("second"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void labelNamesItsOwnSource(Noise source) {
        assertThat(Noise.ofLabel(source.label())).isEqualTo(source);
    }

    @Test
    void unknownLabelsListTheKnownOnes() {
        assertThatThrownBy(() -> Noise.ofLabel("GPU"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rng: expected one of CPU, NV, got GPU");
    }

    /** Golden: numpy 2.4, {@code SeedSequence(entropy, spawn_key, pool_size).generate_state(n)}. */
    @Test
    void seedSequencesMatchNumPy() {
        assertThat(SeedSequence.state(0, 24, 2)).containsExactly((int) 4025752534L, (int) 2687548107L);
        assertThat(SeedSequence.state(1234, 24, 4))
                .containsExactly((int) 4280268349L, (int) 3829106894L, (int) 2675148735L, 1502016262);
        assertThat(SeedSequence.state(1234, 24, 3, 0)).containsExactly(2032566222, (int) 2987758578L, 1322750275);
        assertThat(SeedSequence.state(4294967301L, 24, 3, 1, 0))
                .containsExactly((int) 3774927865L, (int) 3514108774L, 173875135);
        assertThat(SeedSequence.state(42, 8, 5))
                .containsExactly((int) 3148411915L, 2066703841, 814058201, 172636690, (int) 2178092303L);
    }

    private static void assertStartsWith(Tensor tensor, JsonNode expected) {
        float[] values = Latents.floats(tensor);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(values[i]).isCloseTo((float) expected.path(i).asDouble(), within(1e-6f));
        }
    }
}
