package io.brushwork.training.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brushwork.training.guard.StepGuard.Drop;
import io.brushwork.training.guard.StepGuard.Keep;
import io.brushwork.training.guard.StepGuard.Stop;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StepGuardTest {
    private static StepGuard after(int steps, long seed, double spread) {
        StepGuard guard = new StepGuard(StepGuard.DEFAULT_MOST_DROPS);
        Random random = new Random(seed);
        for (int step = 1; step <= steps; step++) {
            assertThat(guard.judge(step, 0.1, 0.02 * Math.exp(spread * random.nextGaussian())))
                    .isEqualTo(new Keep());
        }
        return guard;
    }

    @Test
    void ordinaryGradientsAreKeptHoweverUneven() {
        for (double spread : new double[] {0, 0.1, 0.5, 0.8, 1.2}) {
            assertThat(after(50_000, 7, spread).rateFactor()).isEqualTo(1);
        }
    }

    @Test
    void gradientsThatGrowOrShrinkSlowlyAreKept() {
        StepGuard guard = new StepGuard(0);
        for (int step = 1; step <= 2_000; step++) {
            assertThat(guard.judge(step, 0.1, Math.exp(Math.abs(step - 1_000) / 50.0)))
                    .isEqualTo(new Keep());
        }
    }

    @Test
    void whatIsNoNumberIsDroppedFromTheFirstStepOn() {
        StepGuard guard = new StepGuard(5);
        assertThat(guard.judge(1, Double.NaN, 1))
                .isEqualTo(new Drop(
                        "step 1: the loss is NaN; the update is dropped; the rate is now 0.500 of the schedule's"));
        assertThat(guard.judge(2, Double.POSITIVE_INFINITY, 1)).isInstanceOf(Drop.class);
        assertThat(guard.judge(3, 0.1, Double.NaN)).isInstanceOf(Drop.class);
        assertThat(guard.judge(4, 0.1, Double.POSITIVE_INFINITY)).isInstanceOf(Drop.class);
        assertThat(guard.rateFactor()).isEqualTo(1 / 16.0);
        assertThat(guard.state().logNorms()).isEmpty();
    }

    @Test
    void anExplosionIsDroppedAndDoesNotBecomeTheMeasure() {
        StepGuard guard = after(200, 1, 0.3);
        for (int i = 0; i < 5; i++) {
            assertThat(guard.judge(201, 0.1, 50)).isInstanceOf(Drop.class);
        }
        assertThat(guard.judge(202, 0.1, 0.02)).isEqualTo(new Keep());
        assertThat(guard.judge(203, 0.1, 50))
                .isInstanceOfSatisfying(
                        Stop.class,
                        stop -> assertThat(stop.report())
                                .startsWith("step 203: the gradient has exploded: its norm is 50.0, and was 0.0")
                                .contains("went wrong 5 times before"));
    }

    @Test
    void withoutHistoryNothingIsAnExplosion() {
        StepGuard guard = new StepGuard(0);
        assertThat(guard.judge(1, 0.1, 1e-9)).isEqualTo(new Keep());
        assertThat(guard.judge(2, 0.1, 1e9)).isEqualTo(new Keep());
        assertThat(guard.judge(3, 0.1, 0)).isEqualTo(new Keep());
    }

    @Test
    void aGuardThatWentThroughJsonIsTheSame() throws Exception {
        JsonMapper json = new JsonMapper();
        StepGuard guard = after(150, 4, 0.8);
        guard.judge(151, Double.NaN, 1);
        StepGuard.State state = json.readValue(json.writeValueAsString(guard.state()), StepGuard.State.class);
        assertThat(state).isEqualTo(guard.state());
        assertThat(StepGuard.of(5, state).rateFactor()).isEqualTo(0.5);
    }
}
