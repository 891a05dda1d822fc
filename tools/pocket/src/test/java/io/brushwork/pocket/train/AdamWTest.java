package io.brushwork.pocket.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.tensor;

import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class AdamWTest {
    /** Of torch.optim.AdamW in PyTorch 2.15: lr 0.1, betas 0.9 and 0.99, eps 1e-8, weight decay 0.01. */
    private static final float[][] EXPECTED = {
        {0.899f, -1.898f, 0.5995f, 2.897f},
        {0.8008116f, -1.801038f, 0.5430615f, 2.7941031f},
        {0.7035296f, -1.704912f, 0.46671027f, 2.6913092f}
    };

    @Test
    void stepsMatchPyTorch() {
        try (Scope scope = new Scope()) {
            Tensor weights = tensor(1.0f, -2.0f, 0.5f, 3.0f);
            Tensor mean = torch.zeros(4);
            Tensor square = torch.zeros(4);
            AdamW optimiser = new AdamW(0.9, 0.99, 1e-8, 0.01);
            for (int step = 1; step <= 3; step++) {
                Tensor gradient =
                        tensor(0.5f, -1.0f, 0.25f, 0.0f).mul(new Scalar(step)).add(tensor(0.1f, 0.2f, -0.3f, 0.05f));
                optimiser.step(weights, gradient, mean, square, 0.1, step);
                assertThat(Numbers.of(weights)).as("step %d", step).containsExactly(EXPECTED[step - 1], within(1e-6f));
            }
        }
    }

    @Test
    void longGradientsAreMadeShorterAndShortOnesAreLeft() {
        try (Scope scope = new Scope()) {
            Tensor gradient = tensor(3f, 4f);
            assertThat(AdamW.clip(gradient, 10)).isEqualTo(5);
            assertThat(Numbers.of(gradient)).containsExactly(3, 4);
            assertThat(AdamW.clip(gradient, 1)).isEqualTo(5);
            assertThat(Numbers.of(gradient)).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
        }
    }
}
