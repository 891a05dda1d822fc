package io.brushwork.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.tensor.Scope;
import java.util.Arrays;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageNoiseTest {
    @ParameterizedTest
    @EnumSource
    void eachPictureHasItsOwnSeed(Noise source) {
        float[][] batch = draws(source, Seeds.of(10), 0, 3, 2);
        float[][] third = draws(source, Seeds.of(12), 0, 1, 2);
        for (int draw = 0; draw < 2; draw++) {
            assertThat(Arrays.copyOfRange(batch[draw], 240, 360)).isEqualTo(third[draw]);
            assertThat(draws(source, Seeds.of(10), 2, 1, 2)[draw]).isEqualTo(third[draw]);
        }
        assertThat(batch[1]).isNotEqualTo(batch[0]);
    }

    @Test
    void ensdReseedsAfterTheFirst() {
        float[][] plain = draws(Noise.CPU, Seeds.of(10), 0, 1, 2);
        float[][] shifted = draws(Noise.CPU, Seeds.of(10).withEnsd(31337), 0, 1, 2);
        assertThat(shifted[0]).isEqualTo(plain[0]);
        assertThat(shifted[1]).isEqualTo(draws(Noise.CPU, Seeds.of(31347), 0, 1, 1)[0]);
    }

    @Test
    void variationGoesFromOneSeedToTheOther() {
        float[] from = draws(Noise.CPU, Seeds.of(10), 0, 1, 1)[0];
        float[] to = draws(Noise.CPU, Seeds.of(77), 0, 1, 1)[0];
        float[] half = draws(Noise.CPU, Seeds.of(10).withVariation(77, 0.5), 0, 1, 1)[0];
        assertThat(Latents.relativeError(draws(Noise.CPU, Seeds.of(10).withVariation(77, 1), 0, 1, 1)[0], to))
                .isLessThan(1e-5);
        // One column of one channel: rows 0 to 5 of column 2 in the latent [4, 6, 5].
        double dot = 0;
        double fromNorm = 0;
        double toNorm = 0;
        for (int row = 0; row < 6; row++) {
            int i = row * 5 + 2;
            dot += from[i] * to[i];
            fromNorm += from[i] * from[i];
            toNorm += to[i] * to[i];
        }
        double angle = Math.acos(dot / Math.sqrt(fromNorm * toNorm));
        double weight = Math.sin(angle / 2) / Math.sin(angle);
        assertThat(half[2]).isCloseTo((float) (weight * (from[2] + to[2])), within(1e-5f));
    }

    @Test
    void picturesOfAVariationShareTheirSeed() {
        float[][] batch = draws(Noise.CPU, Seeds.of(10).withVariation(77, 0.2), 0, 2, 1);
        assertThat(Arrays.copyOfRange(batch[0], 120, 240))
                .isEqualTo(draws(Noise.CPU, Seeds.of(10).withVariation(78, 0.2), 0, 1, 1)[0]);
    }

    @Test
    void equalNoisesMixLinearly() {
        float[] from = draws(Noise.CPU, Seeds.of(10), 0, 1, 1)[0];
        float[] mixed = draws(Noise.CPU, Seeds.of(10).withVariation(10, 0.3), 0, 1, 1)[0];
        assertThat(Latents.relativeError(mixed, from)).isLessThan(1e-6);
    }

    /** The latent is 6 x 5; a picture of 24 x 16 pixels has one of 2 x 3, which belongs into its middle. */
    @Test
    void resizingKeepsTheOldNoiseInTheMiddle() {
        float[] plain = draws(Noise.CPU, Seeds.of(10), 0, 1, 1)[0];
        float[] resized = draws(Noise.CPU, Seeds.of(10).withResizeFrom(24, 16), 0, 1, 1)[0];
        float[] old;
        try (Scope scope = new Scope();
                ImageNoise noise = new ImageNoise(Noise.CPU, Seeds.of(10), 0, 1, new LatentShape(4, 2, 3, 8))) {
            old = Latents.floats(noise.next());
        }
        for (int channel = 0; channel < 4; channel++) {
            for (int row = 0; row < 6; row++) {
                for (int column = 0; column < 5; column++) {
                    int at = channel * 30 + row * 5 + column;
                    boolean inside = row >= 2 && row < 4 && column >= 1 && column < 4;
                    float expected = inside ? old[channel * 6 + (row - 2) * 3 + column - 1] : plain[at];
                    assertThat(resized[at]).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void resizingFromALargerPictureCutsItsEdges() {
        float[] resized = draws(Noise.CPU, Seeds.of(10).withResizeFrom(56, 64), 0, 1, 1)[0];
        try (Scope scope = new Scope();
                ImageNoise noise = new ImageNoise(Noise.CPU, Seeds.of(10), 0, 1, new LatentShape(4, 8, 7, 8))) {
            float[] old = Latents.floats(noise.next());
            assertThat(resized[0]).isEqualTo(old[7 + 1]);
            assertThat(resized[29]).isEqualTo(old[6 * 7 + 5]);
        }
    }

    @Test
    void minusOneDrawsASeed() {
        assertThat(Seeds.chosen(-1, new Random(1))).isBetween(0L, 4294967293L);
        assertThat(Seeds.chosen(5, new Random(1))).isEqualTo(5);
    }

    private static float[][] draws(Noise source, Seeds seeds, int firstImage, int images, int count) {
        float[][] result = new float[count][];
        try (Scope scope = new Scope();
                ImageNoise noise = new ImageNoise(source, seeds, firstImage, images, new LatentShape(4, 6, 5, 8))) {
            for (int i = 0; i < count; i++) {
                Tensor next = noise.next();
                assertThat(next.size(0)).isEqualTo(images);
                result[i] = Latents.floats(next);
            }
        }
        return result;
    }
}
