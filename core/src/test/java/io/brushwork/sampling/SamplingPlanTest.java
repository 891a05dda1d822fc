package io.brushwork.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.tensor.Scope;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SamplingPlanTest {
    private static final NoiseSchedule SD = NoiseSchedule.stableDiffusion();
    private static final SamplerOptions OPTIONS = SamplerOptions.DEFAULT;
    private static final ScheduleOptions LEVELS = ScheduleOptions.DEFAULT;

    @Test
    void automaticIsTheSamplersOwnSchedule() {
        SamplingPlan plan = SamplingPlan.fromNoise(SamplerChoice.of("DPM++ 2M"), 20, SD);
        assertThat(plan.schedule()).isEqualTo(Schedule.KARRAS);
        assertThat(plan.sigmas()).isEqualTo(Schedule.KARRAS.sigmas(20, SD));
        assertThat(SamplingPlan.fromNoise(SamplerChoice.of("Euler a"), 20, SD).schedule())
                .isEqualTo(Schedule.AUTOMATIC);
    }

    @Test
    void discardingLeavesOutTheLastButOne() {
        double[] all = Schedule.KARRAS.sigmas(13, SD);
        double[] sigmas =
                SamplingPlan.fromNoise(SamplerChoice.of("DPM2"), 12, SD).sigmas();
        assertThat(sigmas).hasSize(13).endsWith(0.0);
        assertThat(Arrays.copyOf(sigmas, 12)).isEqualTo(Arrays.copyOf(all, 12));
    }

    /** A1111: t_enc = int(0.75 * 20) = 15, so 16 steps and 17 levels. */
    @Test
    void fromLatentWalksTheEndOfTheWay() {
        SamplingPlan plan = SamplingPlan.fromLatent(SamplerChoice.of("Euler"), 20, 0.75, SD, OPTIONS, LEVELS);
        double[] whole = Schedule.UNIFORM.sigmas(20, SD);
        assertThat(plan.sigmas()).isEqualTo(Arrays.copyOfRange(whole, 4, 21));
        assertThat(plan.steps()).isEqualTo(16);
    }

    /** A1111's hires fix: 20 steps at 0.7 are the last 20 of int(20 / 0.7) = 28. */
    @Test
    void exactStepsAreTheLastOfALongerWay() {
        SamplingPlan plan = SamplingPlan.fromLatentExactly(SamplerChoice.of("Euler"), 20, 0.7, SD, OPTIONS, LEVELS);
        assertThat(plan.sigmas()).isEqualTo(Arrays.copyOfRange(Schedule.UNIFORM.sigmas(28, SD), 8, 29));
        SamplingPlan timesteps = SamplingPlan.fromLatentExactly(SamplerChoice.of("DDIM"), 20, 0.7, SD, OPTIONS, LEVELS);
        assertThat(timesteps.timesteps()).hasSize(19).startsWith(1, 36).endsWith(631);
    }

    @Test
    void fullStrengthKeepsATraceOfTheLatent() {
        SamplingPlan plan = SamplingPlan.fromLatent(SamplerChoice.of("Euler"), 10, 1, SD, OPTIONS, LEVELS);
        assertThat(plan.steps()).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource
    void littleStrengthChangesLittle(Sampler sampler) {
        DiscreteDenoiser model = new DiscreteDenoiser((x, t) -> x.mul(new Scalar(0.1)), Prediction.EPS, SD);
        for (int steps : new int[] {1, 2, 8, 30}) {
            SamplingPlan plan =
                    SamplingPlan.fromLatent(SamplerChoice.of(sampler.label()), steps, 0.04, SD, OPTIONS, LEVELS);
            try (Scope scope = new Scope();
                    ImageNoise noise = new ImageNoise(Noise.CPU, Seeds.of(5), 0, 1, new LatentShape(4, 6, 5, 8))) {
                Tensor start = plan.start(torch.zeros(1, 4, 6, 5), noise.next());
                for (float value : Latents.floats(plan.sample(model, start, noise, StepListener.NONE))) {
                    assertThat(value).isFinite();
                }
            }
        }
    }

    @Test
    void startsAsTheSamplerWantsIt() {
        try (Scope scope = new Scope()) {
            Tensor noise = torch.ones(1, 4, 2, 2);
            SamplingPlan euler = SamplingPlan.fromNoise(SamplerChoice.of("Euler"), 5, SD);
            assertThat(euler.start(noise).mean().item_double()).isCloseTo(SD.sigmaMax(), within(1e-5));
            SamplingPlan ddim = SamplingPlan.fromNoise(SamplerChoice.of("DDIM"), 5, SD);
            assertThat(ddim.start(noise).mean().item_double()).isEqualTo(1);
            SamplingPlan part = SamplingPlan.fromLatent(SamplerChoice.of("DDIM"), 5, 0.5, SD, OPTIONS, LEVELS);
            double a = SD.alphaCumprod(401);
            assertThat(part.start(torch.zeros(1, 4, 2, 2), noise).mean().item_double())
                    .isCloseTo(Math.sqrt(1 - a), within(1e-6));
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> SamplingPlan.fromNoise(SamplerChoice.of("Euler"), 0, SD))
                .hasMessage("steps: expected 1 or more, got 0");
        assertThatThrownBy(() -> SamplingPlan.fromLatent(SamplerChoice.of("Euler"), 5, 1.5, SD, OPTIONS, LEVELS))
                .hasMessage("denoisingStrength: expected 0 to 1, got 1.5");
        assertThatThrownBy(
                        () -> SamplingPlan.fromLatentExactly(SamplerChoice.of("DDIM"), 150, 0.1, SD, OPTIONS, LEVELS))
                .hasMessageStartingWith("steps: expected at most 1000");
    }
}
