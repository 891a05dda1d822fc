package io.brushwork.training.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

public class LossGuardTest {
    private static final double MEAN = 0.13;

    /** Losses as of Stable Diffusion at batch size 1: by the timestep from 0.45 down to 0.005, and by the picture. */
    public static LongToDoubleFunction diffusion(long seed) {
        Random random = new Random(seed);
        double scale = MEAN / 0.1197; // The mean of the law below, so that the losses have theirs.
        return step -> {
            double timestep = random.nextDouble();
            double byTimestep = 0.005 + 0.445 * Math.exp(-4 * timestep);
            return scale * byTimestep * Math.exp(0.4 * random.nextGaussian() - 0.08);
        };
    }

    private static List<String> alarms(LossGuard guard, long steps, LongToDoubleFunction losses) {
        List<String> alarms = new ArrayList<>();
        for (long step = 1; step <= steps; step++) {
            guard.see(step, losses.applyAsDouble(step)).ifPresent(alarms::add);
        }
        return alarms;
    }

    private static LossGuard warning() {
        return new LossGuard(GuardAction.WARN, LossGuard.DEFAULT_THRESHOLD);
    }

    @Test
    void noiseAloneIsNoAlarm() {
        int alarms = 0;
        for (int seed = 0; seed < 50; seed++) {
            alarms += alarms(warning(), 20_000, diffusion(seed)).size();
        }
        assertThat(alarms).isZero();
    }

    @Test
    void wavesAndASingleHugeLossAreNoRise() {
        LongToDoubleFunction noise = diffusion(1);
        LongToDoubleFunction waves =
                step -> noise.applyAsDouble(step) * (1 + 0.15 * Math.sin(2 * Math.PI * step / 3_000));
        assertThat(alarms(warning(), 20_000, waves)).isEmpty();
        LongToDoubleFunction spikes = step -> step % 1_000 == 990 ? 10 : noise.applyAsDouble(step);
        assertThat(alarms(warning(), 20_000, spikes)).isEmpty();
    }

    @Test
    void aLossThatDoublesIn1000StepsIsToldOnceAndMostlyBeforeItIsHigh() {
        int told = 0;
        int early = 0;
        for (int seed = 0; seed < 20; seed++) {
            LongToDoubleFunction noise = diffusion(seed);
            LongToDoubleFunction rising =
                    step -> noise.applyAsDouble(step) * Math.min(1 + Math.max(0, step - 2_000) / 1_000.0, 2);
            List<String> alarms = alarms(warning(), 4_000, rising);
            told += (int) alarms.stream()
                    .filter(alarm -> alarm.contains("rises steadily"))
                    .count();
            early += alarms.get(0).contains("rises steadily") ? 1 : 0;
        }
        assertThat(told).isBetween(18, 21);
        // Chance may carry the mean of 100 steps over the level first.
        assertThat(early).isGreaterThanOrEqualTo(17);
    }

    @Test
    void aNetworkThatIsDestroyedInAFewHundredStepsIsToldAtOnce() {
        for (int seed = 0; seed < 20; seed++) {
            LongToDoubleFunction noise = diffusion(seed);
            LongToDoubleFunction diverging =
                    step -> noise.applyAsDouble(step) * Math.exp(Math.max(0, step - 1_000) / 100.0);
            List<String> alarms = alarms(warning(), 1_200, diverging);
            assertThat(alarms).isNotEmpty();
        }
    }

    @Test
    void aHighLossIsToldOnceForEachTimeThatItComes() {
        List<String> alarms =
                alarms(warning(), 5_000, step -> (step > 1_000 && step <= 2_000) || step > 3_000 ? 0.4 : 0.1);
        assertThat(alarms.stream().filter(alarm -> alarm.contains("above 0.3")).count())
                .isEqualTo(2);
        assertThat(alarms).anyMatch(alarm -> alarm.startsWith("step 10"));
    }

    @Test
    void aRandomModelIsHighFromTheStartAndToldOnce() {
        Random random = new Random(3);
        List<String> alarms = alarms(warning(), 10_000, step -> 1.1 + 0.1 * random.nextGaussian());
        assertThat(alarms)
                .containsExactly("step 100: the mean loss of the last 100 steps is "
                        + alarms.get(0).substring("step 100: the mean loss of the last 100 steps is ".length()));
        assertThat(alarms(
                        new LossGuard(GuardAction.WARN, Double.POSITIVE_INFINITY),
                        10_000,
                        step -> 1.1 + 0.1 * random.nextGaussian()))
                .isEmpty();
    }

    @Test
    void lowerMakesTheRateATenthEachTime() {
        LossGuard guard = new LossGuard(GuardAction.LOWER, 0.3);
        alarms(guard, 300, step -> 0.5);
        assertThat(guard.rateFactor()).isEqualTo(0.1);
        alarms(guard, 300, step -> 0.1);
        List<String> again = alarms(guard, 300, step -> 0.5);
        assertThat(guard.rateFactor()).isEqualTo(0.1 * 0.1);
        assertThat(again).singleElement().asString().endsWith("the rate is now a tenth of what it was");
        assertThat(alarms(new LossGuard(GuardAction.OFF, 0.3), 1_000, step -> 9))
                .isEmpty();
    }

    @Test
    void aGuardThatWentThroughJsonSaysTheSame() throws Exception {
        JsonMapper json = new JsonMapper();
        LongToDoubleFunction noise = diffusion(5);
        LongToDoubleFunction rising = step -> noise.applyAsDouble(step) * (1 + step / 800.0);
        LossGuard whole = new LossGuard(GuardAction.LOWER, 0.3);
        LossGuard resumed = new LossGuard(GuardAction.LOWER, 0.3);
        for (long step = 1; step <= 3_000; step++) {
            if (step % 37 == 0) {
                LossGuard.State state = json.readValue(json.writeValueAsString(resumed.state()), LossGuard.State.class);
                resumed = LossGuard.of(GuardAction.LOWER, 0.3, state);
            }
            double loss = rising.applyAsDouble(step);
            Optional<String> said = whole.see(step, loss);
            assertThat(resumed.see(step, loss)).isEqualTo(said);
            assertThat(resumed.state()).isEqualTo(whole.state());
        }
        assertThat(whole.rateFactor()).isLessThan(1);
    }

    @Test
    void theMeanIsOfTheLast100() {
        LossGuard guard = warning();
        assertThat(guard.mean()).isNaN();
        alarms(guard, 50, step -> step);
        assertThat(guard.mean()).isEqualTo(25.5);
        alarms(guard, 100, step -> 0.25);
        assertThat(guard.mean()).isEqualTo(0.25);
        assertThatIllegalArgumentException().isThrownBy(() -> guard.see(1, Double.NaN));
    }
}
