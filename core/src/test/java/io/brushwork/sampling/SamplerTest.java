package io.brushwork.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SamplerTest {
    private static final NoiseSchedule SD = NoiseSchedule.stableDiffusion();

    /** The exact denoiser where pictures are standard normal; the flow then leads to x(0) = x(s) / sqrt(1 + s^2). */
    private static final Denoiser GAUSSIAN = (x, sigma) -> x.mul(new Scalar(1 / (1 + sigma * sigma)));

    private static final DiscreteDenoiser MODEL =
            new DiscreteDenoiser((x, t) -> x.tanh().mul_(new Scalar(0.6)), Prediction.EPS, SD);

    @ParameterizedTest
    @EnumSource
    void labelNamesItsOwnSampler(Sampler sampler) {
        assertThat(Sampler.ofLabel(sampler.label())).isEqualTo(sampler);
        assertThat(Sampler.ofLabel(sampler.label().toUpperCase(Locale.ROOT))).isEqualTo(sampler);
        sampler.aliases().forEach(alias -> assertThat(Sampler.ofLabel(alias)).isEqualTo(sampler));
        for (Schedule schedule : Schedule.values()) {
            assertThat(SamplerChoice.of(sampler.label() + " " + schedule.label()))
                    .isEqualTo(new SamplerChoice(sampler, schedule));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DPM++ 2M Karras, DPMPP_2M, KARRAS",
        "dpm++ 2m sde exponential, DPMPP_2M_SDE, EXPONENTIAL",
        "DPM++ 2M SDE Heun, DPMPP_2M_SDE_HEUN, AUTOMATIC",
        "k_dpmpp_2m_ka, DPMPP_2M, KARRAS",
        "euler_a, EULER_A, AUTOMATIC",
        "LMS Karras, LMS, KARRAS",
        "DDIM, DDIM, AUTOMATIC",
        "Euler DDIM, EULER, DDIM",
    })
    void readsOldNames(String name, Sampler sampler, Schedule schedule) {
        assertThat(SamplerChoice.of(name)).isEqualTo(new SamplerChoice(sampler, schedule));
    }

    @Test
    void unknownNamesListTheKnownOnes() {
        assertThatThrownBy(() -> SamplerChoice.of("Euler b Karras"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("sampler: expected one of DPM++ 2M, DPM++ SDE,")
                .hasMessageEndingWith("LCM, got Euler b Karras");
    }

    @ParameterizedTest
    @EnumSource
    void fewStepsAreFinite(Sampler sampler) {
        for (Schedule schedule : sampler.usesTimesteps() ? new Schedule[] {Schedule.AUTOMATIC} : Schedule.values()) {
            for (int steps = 1; steps <= 3; steps++) {
                for (Double eta : new Double[] {null, 0.0, 1.0}) {
                    SamplingPlan plan = SamplingPlan.fromNoise(
                            new SamplerChoice(sampler, schedule),
                            steps,
                            SD,
                            SamplerOptions.DEFAULT.withEta(eta),
                            ScheduleOptions.DEFAULT);
                    for (float value : run(plan, 3, 0, 1, StepListener.NONE)) {
                        assertThat(value)
                                .as("%s %s %d", sampler, schedule, steps)
                                .isFinite();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void pictureIsTheSameAloneAndInABatch(Sampler sampler) {
        SamplingPlan plan = SamplingPlan.fromNoise(SamplerChoice.of(sampler.label()), 5, SD);
        float[] batch = run(plan, 3, 0, 2, StepListener.NONE);
        float[] second = run(plan, 3, 1, 1, StepListener.NONE);
        float[] ofBatch = Arrays.copyOfRange(batch, second.length, batch.length);
        // Step lengths of DPM adaptive follow the error of the whole batch, as in A1111.
        double tolerance = sampler == Sampler.DPM_ADAPTIVE ? 1 : 1e-6;
        assertThat(Latents.relativeError(ofBatch, second)).isLessThan(tolerance);
        assertThat(run(plan, 3, 0, 2, StepListener.NONE)).isEqualTo(batch);
    }

    @ParameterizedTest
    @EnumSource
    void listenerHearsEveryStepInOrder(Sampler sampler) {
        SamplingPlan plan = SamplingPlan.fromNoise(SamplerChoice.of(sampler.label()), 6, SD);
        List<Integer> heard = new ArrayList<>();
        List<Double> sigmas = new ArrayList<>();
        run(plan, 1, 0, 1, (step, steps, x, denoised, sigma) -> {
            heard.add(step);
            sigmas.add(sigma);
            assertThat(denoised.size(1)).isEqualTo(4);
        });
        assertThat(heard).isNotEmpty();
        for (int i = 0; i < heard.size(); i++) {
            assertThat(heard.get(i)).isEqualTo(i + 1);
            assertThat(sigmas.get(i)).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void listenerCancels(Sampler sampler) {
        SamplingPlan plan = SamplingPlan.fromNoise(SamplerChoice.of(sampler.label()), 6, SD);
        assertThatThrownBy(() -> run(plan, 1, 0, 1, (step, steps, x, denoised, sigma) -> {
                    if (step == 2) {
                        throw new CancellationException("enough");
                    }
                }))
                .isInstanceOf(CancellationException.class);
    }

    /**
     * Twice the steps halve the error of a first-order sampler and quarter that of a second-order one. The third order of
     * 3M is spoilt by its first two steps, which have no history to build on.
     */
    @ParameterizedTest
    @CsvSource({
        "EULER, 1",
        "HEUN, 2",
        "DPM2, 2",
        "DPMPP_2M, 2",
        "DPMPP_2S_A, 2",
        "DPMPP_2M_SDE, 2",
        "DPMPP_2M_SDE_HEUN, 2",
        "DPMPP_3M_SDE, 2",
    })
    void convergesWithItsOrder(Sampler sampler, int order) {
        double ratio = flowError(sampler, 60) / flowError(sampler, 120);
        assertThat(Math.log(ratio) / Math.log(2)).isCloseTo(order, within(0.2));
    }

    private static double flowError(Sampler sampler, int steps) {
        double[] toLowest = Arrays.copyOf(Schedule.karras(steps, 0.1, 10, 7), steps);
        try (Scope scope = new Scope()) {
            Tensor start = torch.ones(1, 1, 1, 1).to(ScalarType.Double).mul(new Scalar(Math.hypot(1, 10)));
            SamplerRun run = new SamplerRun(
                    GAUSSIAN,
                    start,
                    toLowest,
                    steps - 1,
                    (from, to) -> torch.zeros(1, 1, 1, 1),
                    SamplerOptions.DEFAULT.withEta(0.0),
                    StepListener.NONE);
            return Math.abs(sampler.solve(run).item_double() - Math.hypot(1, 0.1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void runsLeaveNoNativeMemoryBehind(Sampler sampler) {
        SamplingPlan plan = SamplingPlan.fromNoise(SamplerChoice.of(sampler.label()), 24, SD);
        run(plan, 1, 0, 1, StepListener.NONE);
        long before = Pointer.totalCount();
        run(plan, 1, 0, 1, StepListener.NONE);
        run(plan, 1, 0, 1, StepListener.NONE);
        // Fewer where the collector found something of an earlier test.
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }

    @Test
    void aStepFreesWhatEarlierStepsMade() {
        SamplingPlan plan = SamplingPlan.fromNoise(SamplerChoice.of("DPM++ 3M SDE"), 100, SD);
        List<Long> counts = new ArrayList<>();
        run(plan, 1, 0, 1, (step, steps, x, denoised, sigma) -> counts.add(Pointer.totalCount()));
        assertThat(counts.subList(5, 99)).allMatch(count -> count.equals(counts.get(5)));
    }

    @Test
    void startStaysTheCallers() {
        SamplingPlan plan = SamplingPlan.fromNoise(SamplerChoice.of("Euler"), 3, SD);
        try (Scope scope = new Scope();
                ImageNoise noise = new ImageNoise(Noise.CPU, Seeds.of(1), 0, 1, new LatentShape(4, 6, 5, 8))) {
            Tensor start = plan.start(noise.next());
            float[] before = Latents.floats(start);
            plan.sample(MODEL, start, noise, StepListener.NONE);
            assertThat(Latents.floats(start)).isEqualTo(before);
        }
    }

    /** A network that knows the velocity of standard normal pictures denoises them exactly: v is 0 everywhere. */
    @Test
    void velocityIsReadAsVelocity() {
        DiscreteDenoiser model = new DiscreteDenoiser((x, t) -> x.mul(new Scalar(0.0)), Prediction.V, SD);
        try (Scope scope = new Scope()) {
            Tensor x = torch.ones(1, 4, 2, 2);
            assertThat(model.denoise(x, 2).mean().item_double()).isCloseTo(1 / 5.0, within(1e-6));
            double a = SD.alphaCumprod(500);
            assertThat(model.eps(x, 500).mean().item_double()).isCloseTo(Math.sqrt(1 - a), within(1e-6));
        }
    }

    @Test
    void adaptiveRefusesWhatIsNotANumber() {
        DiscreteDenoiser broken = new DiscreteDenoiser((x, t) -> x.mul(new Scalar(Double.NaN)), Prediction.EPS, SD);
        SamplingPlan plan = SamplingPlan.fromNoise(SamplerChoice.of("DPM adaptive"), 5, SD);
        try (Scope scope = new Scope();
                ImageNoise noise = new ImageNoise(Noise.CPU, Seeds.of(1), 0, 1, new LatentShape(4, 6, 5, 8))) {
            Tensor start = plan.start(noise.next());
            assertThatThrownBy(() -> plan.sample(broken, start, noise, StepListener.NONE))
                    .isInstanceOf(ArithmeticException.class);
        }
    }

    @Test
    void optionsNameWhatIsWrong() {
        assertThatThrownBy(() -> SamplerOptions.DEFAULT.withEta(1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("eta: expected 0 to 1, got 1.5");
    }

    private static float[] run(SamplingPlan plan, long seed, int firstImage, int images, StepListener listener) {
        try (Scope scope = new Scope();
                ImageNoise noise =
                        new ImageNoise(Noise.CPU, Seeds.of(seed), firstImage, images, new LatentShape(4, 6, 5, 8))) {
            return Latents.floats(plan.sample(MODEL, plan.start(noise.next()), noise, listener));
        }
    }
}
