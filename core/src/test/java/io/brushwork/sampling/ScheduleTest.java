package io.brushwork.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.brushwork.testing.Golden;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final NoiseSchedule SD = NoiseSchedule.stableDiffusion();
    private static final JsonNode GOLDEN = Golden.json("sigmas");

    /** Recorded from A1111 and k-diffusion, which compute in float32. */
    @ParameterizedTest
    @EnumSource
    void sigmasMatchA1111(Schedule schedule) {
        for (int steps : new int[] {1, 2, 5, 11, 20, 30}) {
            JsonNode expected = GOLDEN.path("schedules").path(schedule.label() + "/" + steps);
            double[] sigmas = schedule.sigmas(steps, SD);
            assertThat(sigmas).hasSize(expected.size());
            for (int i = 0; i < sigmas.length; i++) {
                // Half the precision of tan and of the beta quantiles in float32 is lost near their poles.
                double tolerance = 2e-5 * expected.path(i).asDouble();
                assertThat(sigmas[i])
                        .as("%s %d [%d]", schedule, steps, i)
                        .isCloseTo(expected.path(i).asDouble(), within(tolerance));
            }
        }
    }

    @Test
    void rangeMatchesKDiffusion() {
        assertThat(SD.sigmaMin()).isCloseTo(GOLDEN.path("sigma_min").asDouble(), withinPercentage(1e-4));
        assertThat(SD.sigmaMax()).isCloseTo(GOLDEN.path("sigma_max").asDouble(), withinPercentage(1e-4));
    }

    @Test
    void timestepsOfSigmasMatchKDiffusion() {
        for (JsonNode pair : GOLDEN.path("timestep_of_sigma")) {
            double sigma = pair.path(0).asDouble();
            assertThat(SD.timestepOf(sigma)).isCloseTo(pair.path(1).asDouble(), within(1e-3));
            assertThat(SD.sigmaOf(SD.timestepOf(sigma))).isCloseTo(sigma, withinPercentage(1e-8));
            assertThat(SD.nearestTimestep(sigma))
                    .isEqualTo((int) Math.round(pair.path(1).asDouble()));
        }
    }

    @Test
    void timestepsAreHeldToTheTrainedRange() {
        assertThat(SD.timestepOf(100)).isEqualTo(999);
        assertThat(SD.timestepOf(0.001)).isZero();
        assertThat(SD.sigmaOf(2000)).isEqualTo(SD.sigmaMax());
        for (int t = 0; t < SD.size(); t++) {
            assertThat(SD.timestepOf(SD.sigma(t))).isCloseTo(t, within(1e-9));
        }
    }

    @ParameterizedTest
    @EnumSource
    void levelsFallFromTheHighest(Schedule schedule) {
        Set<Schedule> others = EnumSet.of(Schedule.DDIM, Schedule.ALIGN_YOUR_STEPS);
        for (int steps : new int[] {1, 2, 3, 7, 50, 150, 1500}) {
            double[] sigmas = schedule.sigmas(steps, SD);
            for (int i = 1; i < sigmas.length; i++) {
                assertThat(sigmas[i]).isBetween(0.0, sigmas[i - 1]);
            }
            if (!others.contains(schedule)) {
                assertThat(sigmas[0]).isCloseTo(SD.sigmaMax(), withinPercentage(1e-6));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void labelNamesItsOwnSchedule(Schedule schedule) {
        assertThat(Schedule.ofLabel(schedule.label())).isEqualTo(schedule);
        assertThat(Schedule.ofLabel(schedule.label().toUpperCase(Locale.ROOT))).isEqualTo(schedule);
        schedule.aliases().forEach(alias -> assertThat(Schedule.ofLabel(alias)).isEqualTo(schedule));
    }

    @Test
    void optionsReachTheSchedulesThatReadThem() {
        ScheduleOptions options = new ScheduleOptions(0.1, 10, 3, 0.6, 0.6);
        double[] karras = Schedule.KARRAS.sigmas(3, SD, options);
        assertThat(karras[0]).isCloseTo(10, within(1e-9));
        assertThat(karras[1]).isCloseTo(Math.pow((Math.cbrt(10) + Math.cbrt(0.1)) / 2, 3), within(1e-9));
        assertThat(karras[2]).isCloseTo(0.1, within(1e-9));
        assertThat(Schedule.UNIFORM.sigmas(3, SD, options)).isEqualTo(Schedule.UNIFORM.sigmas(3, SD));
    }

    @Test
    void unknownLabelsListTheKnownOnes() {
        assertThatThrownBy(() -> Schedule.ofLabel("carras"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Automatic, Uniform, Karras, Exponential")
                .hasMessageEndingWith("got carras");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void refusesNoSteps(int steps) {
        assertThatThrownBy(() -> Schedule.KARRAS.sigmas(steps, SD)).hasMessageStartingWith("steps: expected 1 or more");
    }

    @Test
    void refusesNoiseThatDoesNotGrow() {
        assertThatThrownBy(() -> NoiseSchedule.ofAlphasCumprod(0.9f, 0.95f))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("index 1");
    }

    /** Closed forms: arcsine distribution, uniform, and powers. */
    @Test
    void betaQuantilesInvertTheDistribution() {
        assertThat(new BetaDistribution(0.5, 0.5).quantile(0.25))
                .isCloseTo(Math.pow(Math.sin(Math.PI * 0.25 / 2), 2), within(1e-12));
        assertThat(new BetaDistribution(1, 1).quantile(0.3)).isCloseTo(0.3, within(1e-12));
        assertThat(new BetaDistribution(3, 1).quantile(0.125)).isCloseTo(0.5, within(1e-12));
        BetaDistribution beta = new BetaDistribution(2.5, 0.3);
        assertThat(beta.probabilityBelow(beta.quantile(0.7))).isCloseTo(0.7, within(1e-12));
    }
}
