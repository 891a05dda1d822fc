package io.brushwork.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.tensor.Scope;
import org.junit.jupiter.api.Test;

/** What makes a Brownian path one, over 40,000 paths at once; {@code SamplerGoldenTest} compares single values. */
class BrownianTreeTest {
    private static final BrownianTree TREE = new BrownianTree(Noise.CPU, 7, 0.03, 14.6, new long[] {200, 200});

    @Test
    void incrementsHaveTheVarianceOfTheirLength() {
        for (double[] interval : new double[][] {{0.03, 14.6}, {1, 2}, {5.5, 5.6}, {0.03, 0.05}}) {
            float[] values = increment(interval[0], interval[1]);
            double length = interval[1] - interval[0];
            assertThat(mean(values, values) / length).isCloseTo(1, within(0.03));
            double sum = 0;
            for (float value : values) {
                sum += value;
            }
            assertThat(sum / values.length / Math.sqrt(length)).isCloseTo(0, within(0.02));
        }
    }

    @Test
    void incrementsOfDisjointIntervalsAreIndependent() {
        float[] a = increment(1, 2);
        float[] b = increment(2, 3);
        float[] c = increment(7, 9);
        assertThat(mean(a, b)).isCloseTo(0, within(0.02));
        assertThat(mean(a, c) / Math.sqrt(2)).isCloseTo(0, within(0.02));
    }

    @Test
    void partsAddUpToTheWhole() {
        float[] whole = increment(0.5, 9);
        float[] first = increment(0.5, 3.3);
        float[] second = increment(3.3, 9);
        for (int i = 0; i < whole.length; i++) {
            assertThat(first[i] + second[i]).isCloseTo(whole[i], within(5e-6f));
        }
    }

    @Test
    void theWayBackIsTheNegative() {
        float[] down = increment(4, 3);
        float[] up = increment(3, 4);
        for (int i = 0; i < up.length; i++) {
            assertThat(down[i]).isEqualTo(-up[i]);
        }
    }

    @Test
    void thePathIsItsSeeds() {
        assertThat(increment(2, 3)).isEqualTo(increment(2, 3));
        BrownianTree other = new BrownianTree(Noise.CPU, 8, 0.03, 14.6, new long[] {200, 200});
        try (Scope scope = new Scope()) {
            float[] values = Latents.floats(other.increment(2, 3));
            assertThat(mean(values, increment(2, 3))).isCloseTo(0, within(0.02));
        }
    }

    @Test
    void timesBeyondTheEndsAreHeldToThem() {
        assertThat(increment(-5, 100)).isEqualTo(increment(0.03, 14.6));
    }

    private static float[] increment(double from, double to) {
        try (Scope scope = new Scope()) {
            return Latents.floats(TREE.increment(from, to));
        }
    }

    private static double mean(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum / a.length;
    }
}
