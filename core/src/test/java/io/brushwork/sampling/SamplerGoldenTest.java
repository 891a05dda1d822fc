package io.brushwork.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Final latents of k-diffusion's and A1111's samplers, recorded in float32. */
class SamplerGoldenTest {
    private static final NoiseSchedule SD = NoiseSchedule.stableDiffusion();
    private static final Golden ANALYTIC = Golden.of("samplers-analytic");
    private static final Golden EPS = Golden.of("samplers-eps");
    private static final Golden STOCHASTIC = Golden.of("samplers-stochastic");
    private static final double TOLERANCE = 3e-5;

    private static final Denoiser DENOISER =
            (x, sigma) -> x.div(new Scalar(1 + sigma * sigma)).add_(x.sin(), new Scalar(0.1));

    private static final DiscreteDenoiser MODEL = new DiscreteDenoiser(
            (x, t) -> x.tanh().mul_(new Scalar(0.6)).add_(new Scalar(0.1 * Math.sin(t / 100))), Prediction.EPS, SD);

    static Stream<String> analytic() {
        return ANALYTIC.names().stream().filter(name -> name.contains("/"));
    }

    @ParameterizedTest
    @MethodSource("analytic")
    void matchesKDiffusion(String name) {
        String[] parts = name.split("/", -1);
        int steps = Integer.parseInt(parts[2]);
        Sampler sampler = Sampler.ofLabel(parts[0]);
        double[] sigmas = SamplingPlan.fromNoise(SamplerChoice.of(parts[0], Schedule.ofLabel(parts[1])), steps, SD)
                .sigmas();
        // Recorded with k-diffusion's own eta, where A1111's is 1.
        SamplerOptions options =
                sampler == Sampler.DPM_FAST ? SamplerOptions.DEFAULT.withEta(0.0) : SamplerOptions.DEFAULT;
        // From 14.6 to 0.03 in one ancestral step, float32 has but two digits of the level to step down to left.
        double tolerance = sampler == Sampler.DPMPP_2S_A && steps == 2 ? 3e-3 : TOLERANCE;
        assertThat(error(ANALYTIC, name, sampler, sigmas, steps, 1, 1, options)).isLessThan(tolerance);
    }

    static Stream<String> stochastic() {
        return STOCHASTIC.names().stream().filter(name -> !name.startsWith("tree"));
    }

    /** Batches of two; the SDE samplers with torchsde's Brownian trees, over levels rounded as recorded. */
    @ParameterizedTest
    @MethodSource("stochastic")
    void matchesKDiffusionWithNoise(String name) {
        String[] parts = name.split("/", -1);
        double[] sigmas = StreamSupport.stream(
                        Golden.json("sigmas")
                                .path("schedules")
                                .path(parts[1] + "/" + parts[2])
                                .spliterator(),
                        false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
        // The middle of its steps is not recorded, and float32 has it a little elsewhere in the tree.
        double tolerance = name.startsWith("DPM++ SDE") ? 3e-4 : TOLERANCE;
        assertThat(stochasticError(name, sigmas)).isLessThan(tolerance);
    }

    /** A Brownian tree tells apart levels that differ by a millionth, and float32 levels differ by that from ours. */
    @ParameterizedTest
    @MethodSource("stochastic")
    void ownLevelsGiveAllButTheSame(String name) {
        String[] parts = name.split("/", -1);
        double[] sigmas = Schedule.ofLabel(parts[1]).sigmas(Integer.parseInt(parts[2]), SD);
        assertThat(stochasticError(name, sigmas)).isLessThan(2e-3);
    }

    private static double stochasticError(String name, double[] sigmas) {
        String[] sampler = name.substring(0, name.indexOf('/')).split(" (?=eta|churn)", -1);
        SamplerOptions options = SamplerOptions.DEFAULT;
        if (sampler.length > 1 && sampler[1].startsWith("eta")) {
            options = options.withEta(Double.valueOf(sampler[1].substring(3)))
                    .withChurn(0, 0, 0, sampler[0].matches("DPM (fast|adaptive)") ? 1 : 1.01);
        } else if (sampler.length > 1) {
            options = options.withChurn(4, 0.1, 5, 1.01);
        }
        int steps = Integer.parseInt(name.substring(name.lastIndexOf('/') + 1));
        return error(STOCHASTIC, name, Sampler.ofLabel(sampler[0]), sigmas, steps, 100, 2, options);
    }

    private static double error(
            Golden golden,
            String name,
            Sampler sampler,
            double[] sigmas,
            int steps,
            int seedBase,
            int images,
            SamplerOptions options) {
        double[] walked = sampler.choosesLevels() ? new double[] {SD.sigmaMax(), SD.sigmaMin()} : sigmas;
        try (Scope scope = new Scope();
                ImageNoise noise =
                        new ImageNoise(Noise.CPU, Seeds.of(seedBase + steps), 0, images, new LatentShape(4, 6, 5, 8))) {
            Tensor start = noise.next().mul(new Scalar(sigmas[0]));
            StepNoise fresh = sampler.isBrownian()
                    ? noise.brownian(sigmas[sigmas.length - 2], sigmas[0])
                    : (from, to) -> noise.next();
            SamplerRun run = new SamplerRun(DENOISER, start, walked, steps, fresh, options, StepListener.NONE);
            return Latents.relativeError(Latents.floats(sampler.solve(run)), golden.floats(name));
        }
    }

    /** Over the whole plan: levels or timesteps, the denoiser around a network that predicts noise, and the sampler. */
    @ParameterizedTest
    @CsvSource({
        "DDIM/5, DDIM, Automatic, 5",
        "DDIM/12, DDIM, Automatic, 12",
        "DDIM/20, DDIM, Automatic, 20",
        "PLMS/5, PLMS, Automatic, 5",
        "PLMS/12, PLMS, Automatic, 12",
        "PLMS/20, PLMS, Automatic, 20",
        "UniPC/5, UniPC, Automatic, 5",
        "UniPC/12, UniPC, Automatic, 12",
        "UniPC/20, UniPC, Automatic, 20",
        "Restart/12, Restart, Karras, 12",
        "Restart/20, Restart, Karras, 20",
        "Restart/40, Restart, Karras, 40",
        "Euler a/6, Euler a, Uniform, 6",
        "DPM++ 2M/6, DPM++ 2M, Uniform, 6",
        "LCM/4, LCM, Automatic, 4",
        "LCM/8, LCM, Automatic, 8",
    })
    void planMatchesA1111(String name, String sampler, String schedule, int steps) {
        assertThat(error(name, sampler, schedule, steps, SamplerOptions.DEFAULT))
                .isLessThan(TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"DDIM/eta0.5/5, 5", "DDIM/eta0.5/12, 12", "DDIM/eta0.5/20, 20"})
    void ddimWithEtaMatchesA1111(String name, int steps) {
        assertThat(error(name, "DDIM", "Automatic", steps, SamplerOptions.DEFAULT.withEta(0.5)))
                .isLessThan(TOLERANCE);
    }

    /** Recorded with k-diffusion's own eta, where A1111's is 1. */
    @Test
    void dpmAdaptiveMatchesKDiffusion() {
        assertThat(error("DPM adaptive/6", "DPM adaptive", "Uniform", 6, SamplerOptions.DEFAULT.withEta(0.0)))
                .isLessThan(TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"Euler churn4/6, Euler", "Heun churn4/6, Heun"})
    void churnMatchesKDiffusion(String name, String sampler) {
        SamplerOptions churn = SamplerOptions.DEFAULT.withChurn(4, 0.05, 50, 1.003);
        assertThat(error(name, sampler, "Uniform", 6, churn)).isLessThan(TOLERANCE);
    }

    private static double error(String name, String sampler, String schedule, int steps, SamplerOptions options) {
        SamplingPlan plan = SamplingPlan.fromNoise(
                new SamplerChoice(Sampler.ofLabel(sampler), Schedule.ofLabel(schedule)),
                steps,
                SD,
                options,
                ScheduleOptions.DEFAULT);
        try (Scope scope = new Scope();
                ImageNoise noise = new ImageNoise(Noise.CPU, Seeds.of(1 + steps), 0, 1, new LatentShape(4, 6, 5, 8))) {
            Tensor start = plan.start(noise.next());
            Tensor result = plan.sample(MODEL, start, noise, StepListener.NONE);
            return Latents.relativeError(Latents.floats(result), EPS.floats(name));
        }
    }

    @Test
    void timestepsMatchA1111() {
        for (String sampler : List.of("DDIM", "PLMS", "UniPC")) {
            SamplingPlan plan = SamplingPlan.fromNoise(SamplerChoice.of(sampler), 12, SD);
            assertThat(plan.timesteps()).hasSize(13).startsWith(1, 84, 167).endsWith(997);
        }
        assertThat(SamplingPlan.fromNoise(SamplerChoice.of("DDIM"), 5, SD).timesteps())
                .containsExactly(1, 201, 401, 601, 801);
    }

    @ParameterizedTest
    @CsvSource({"4", "8"})
    void consistencyLevelsMatchA1111(int steps) {
        double[] sigmas =
                SamplingPlan.fromNoise(SamplerChoice.of("LCM"), steps, SD).sigmas();
        float[] rounded = new float[sigmas.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) sigmas[i];
        }
        assertThat(Latents.relativeError(rounded, EPS.floats("LCM sigmas/" + steps)))
                .isLessThan(1e-5);
    }

    /** Golden: torchsde 0.2.6, {@code BrownianTree} with entropy 1234. */
    @Test
    void brownianTreeMatchesTorchsde() {
        long[] shape = {4, 6, 5};
        BrownianTree tree = new BrownianTree(Noise.CPU, 1234, (float) 0.0291675, (float) 14.614643, shape);
        List<String> names = STOCHASTIC.names().stream()
                .filter(name -> name.startsWith("tree"))
                .toList();
        assertThat(names).hasSize(5);
        for (String name : names) {
            String[] parts = name.split("/", -1);
            try (Scope scope = new Scope()) {
                Tensor increment = tree.increment(Float.parseFloat(parts[1]), Float.parseFloat(parts[2]));
                assertThat(Latents.relativeError(Latents.floats(increment), STOCHASTIC.floats(name)))
                        .as(name)
                        .isLessThan(1e-5);
            }
        }
    }
}
