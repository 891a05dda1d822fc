package io.brushwork.training.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.files.picture.Picture;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreviewNoiseTest {
    /** A colour at a place, each part 0 to 1, and clipped to that. */
    @FunctionalInterface
    private interface Paint {
        double[] at(double x, double y);
    }

    private static Picture painted(int side, Paint paint) {
        byte[] rgb = new byte[3 * side * side];
        for (int i = 0; i < side * side; i++) {
            double[] colour = paint.at((i % side + 0.5) / side, (Math.floorDiv(i, side) + 0.5) / side);
            for (int channel = 0; channel < 3; channel++) {
                rgb[3 * i + channel] = (byte) Math.round(255 * Math.min(Math.max(colour[channel], 0), 1));
            }
        }
        return new Picture(side, side, rgb);
    }

    /** Colours drawn for cells of a size in pixels. */
    private static Picture noise(int side, int cell, double deviation) {
        int cells = (side + cell - 1) / cell;
        double[][] colours = new double[cells * cells][];
        Random random = new Random(side + cell);
        for (int i = 0; i < colours.length; i++) {
            colours[i] = random.doubles(3)
                    .map(u -> 0.5 + deviation * random.nextGaussian())
                    .toArray();
        }
        return painted(side, (x, y) -> colours[(int) (y * side) / cell * cells + (int) (x * side) / cell]);
    }

    /** A red ball with a highlight and a shadow on white: shading as of 3D. */
    private static Picture ball(int side) {
        return painted(side, (x, y) -> {
            double r = Math.hypot(x - 0.5, y - 0.5);
            double light = 1.1 - 1.6 * Math.hypot(x - 0.38, y - 0.36);
            return r < 0.42
                    ? new double[] {0.25 + 0.75 * light, 0.1 + 0.3 * light, 0.1 + 0.2 * light}
                    : new double[] {1, 1, 1};
        });
    }

    private static Picture stripes(int side) {
        return painted(side, (x, y) -> {
            double ink = Math.sin(60 * x + 20 * Math.sin(5 * y)) > 0 ? 1 : 0;
            return new double[] {ink, ink, ink};
        });
    }

    /** A sunset: colours that change everywhere, softly. */
    private static Picture sky(int side) {
        return painted(side, (x, y) -> new double[] {0.9 - 0.3 * y, 0.3 + 0.5 * y * x, 0.2 + 0.7 * y});
    }

    private static Picture crayon(int side) {
        Random random = new Random(2);
        return painted(side, (x, y) -> {
            boolean paper = Math.hypot(x - 0.5, y - 0.5) > 0.4 || random.nextDouble() < 0.35;
            return paper ? new double[] {1, 1, 1} : new double[] {0.1, 0.5, 0.2};
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 128, 256, 512})
    void colouredNoiseIsFoundWhateverItsGrain(int side) {
        for (int cell : new int[] {1, 2, 4, side / 16}) {
            assertThat(PreviewNoise.in(noise(side, cell, 0.25), ball(side)))
                    .as(cell + " pixels of " + side)
                    .isPresent()
                    .get()
                    .asString()
                    .contains("colourful noise");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 128, 256, 512})
    void strongStylesAreNoNoise(int side) {
        for (Picture base : List.of(ball(side), sky(side))) {
            for (Picture style : List.of(ball(side), stripes(side), sky(side), crayon(side))) {
                assertThat(PreviewNoise.in(style, base)).isEmpty();
            }
        }
    }

    @Test
    void aModelThatDrawsNoiseByItselfIsTheMeasure() {
        assertThat(PreviewNoise.in(noise(64, 2, 0.25), noise(64, 2, 0.2))).isEmpty();
    }

    /** From numpy in float64, its quantile 0.25 by the lower neighbour. */
    @Test
    void theMeasureIsThatOfTheDescription() {
        byte[] rgb = new byte[3 * 40 * 24];
        for (int i = 0; i < 40 * 24; i++) {
            int x = i % 40;
            int y = i / 40;
            rgb[3 * i] = (byte) (7 * x + 13 * y + x * y);
            rgb[3 * i + 1] = (byte) (29 * x + 5 * y);
            rgb[3 * i + 2] = (byte) (x * x + 3 * y);
        }
        double[] expected = {0.052363864, 0.146260122};
        List<Double> levels = PreviewNoise.restlessness(new Picture(40, 24, rgb));
        assertThat(levels.stream().mapToDouble(Double::doubleValue).toArray()).containsExactly(expected, within(1e-6));
    }

    @Test
    void sizesMustAgreeAndTinyPicturesAreNotJudged() {
        Picture small = noise(64, 1, 0.3);
        assertThatIllegalArgumentException().isThrownBy(() -> PreviewNoise.in(small, noise(128, 1, 0.3)));
        assertThat(PreviewNoise.in(noise(4, 1, 0.5), ball(4))).isEmpty();
    }
}
