package io.brushwork.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.tensor.Scope;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossWeightsTest {
    /** Pillow 13.0: {@code alpha.resize((5, 3))}, then minus its minimum and over its mean in float32. */
    @Test
    void picturesThatAreNotSquareKeepTheirRows() {
        byte[] alpha = new byte[40 * 24];
        for (int y = 0; y < 24; y++) {
            for (int x = 0; x < 40; x++) {
                alpha[40 * y + x] = (byte) ((x * 7 + y * 13 + x * y) % 256);
            }
        }
        float[] expected = {
            0.0f, 1.3694267f, 1.178344f, 1.1146497f, 0.9235669f,
            1.7197453f, 0.89171976f, 1.0191083f, 1.0191083f, 0.9872612f,
            0.60509557f, 1.2738854f, 1.0191083f, 0.9872612f, 0.89171976f
        };
        try (Scope scope = new Scope()) {
            Tensor weights = LossWeights.of(alpha, new PixelSize(40, 24), new PixelSize(5, 3));
            assertThat(weights.shape()).containsExactly(1, 3, 5);
            assertThat(PreparationTest.floats(weights)).containsExactly(expected, within(1e-6f));
        }
    }

    /** A1111 divides 0 by 0 here. */
    @ParameterizedTest
    @ValueSource(ints = {0, 128, 255})
    void equalOpacityCountsAlikeEverywhere(int opacity) {
        byte[] alpha = new byte[16 * 24];
        Arrays.fill(alpha, (byte) opacity);
        try (Scope scope = new Scope()) {
            Tensor weights = LossWeights.of(alpha, new PixelSize(16, 24), new PixelSize(2, 3));
            assertThat(weights.shape()).containsExactly(1, 3, 2);
            assertThat(PreparationTest.floats(weights)).containsOnly(1);
        }
    }

    @Test
    void anotherSizeIsTheCallersFault() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LossWeights.of(new byte[5], new PixelSize(2, 3), new PixelSize(1, 1)))
                .withMessage("alpha: expected 6 bytes, got 5");
    }
}
