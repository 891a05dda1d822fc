package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.files.picture.Picture;
import io.brushwork.tensor.SplitMix;
import io.brushwork.training.guard.StepGuard;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The guards of a run together. */
class RunGuardsTest {
    private final Picture calm = Studio.picture(1);
    private final Picture noise = noise();

    @Test
    void noisyPreviewsTakeTheRunBackAndEndItWhenTheyGoOn() {
        RunGuards watch = new RunGuards(new TrainingOptions.Guard(false, 10, 0, 1, true));
        assertThat(watch.judge(10, List.of(calm), List.of(calm))).isEmpty();
        assertThat(watch.judge(20, List.of(calm), List.of(noise))).get().isInstanceOf(StepGuard.Drop.class);
        assertThat(watch.rateFactor()).isEqualTo(0.5);
        assertThat(watch.judge(20, List.of(calm), List.of(noise))).get().isInstanceOf(StepGuard.Stop.class);
        RunGuards blind = new RunGuards(new TrainingOptions.Guard(false, 10, 0, 1, false));
        assertThat(blind.judge(20, List.of(calm), List.of(noise))).isEmpty();
    }

    @Test
    void aHighLossLowersTheRateOnlyWhereAsked() {
        RunGuards warns = new RunGuards(new TrainingOptions.Guard(false, 10, 0, 5, true));
        RunGuards lowers = new RunGuards(new TrainingOptions.Guard(true, 10, 0, 5, true));
        long told = 0;
        for (int step = 1; step <= 150; step++) {
            told += warns.see(step, 0.5).isPresent() ? 1 : 0;
            lowers.see(step, 0.5);
        }
        assertThat(told).isEqualTo(1);
        assertThat(warns.rateFactor()).isEqualTo(1);
        assertThat(lowers.rateFactor()).isCloseTo(0.1, within(1e-12));
    }

    /** What was lowered since a copy stays lowered when the run goes back to it. */
    @Test
    void aRunThatIsTakenBackKeepsItsLowerRate() {
        RunGuards watch = new RunGuards(new TrainingOptions.Guard(true, 10, 0, 5, true));
        TrainingState start = new TrainingState(
                0, 1, 0, 0, 1, 0, watch.lossState(), watch.stepState(), new TreeMap<>(), false, true, 0);
        watch.judge(1, Double.NaN, 1);
        for (int step = 1; step <= 120; step++) {
            watch.see(step, 0.5);
        }
        double before = watch.rateFactor();
        watch.takeBack(start);
        assertThat(watch.rateFactor()).isEqualTo(before).isLessThan(0.06);
        watch.restore(start);
        assertThat(watch.rateFactor()).isEqualTo(1);
    }

    private static Picture noise() {
        byte[] rgb = new byte[64 * 64 * 3];
        new SplitMix(1).nextBytes(rgb);
        return new Picture(64, 64, rgb);
    }
}
