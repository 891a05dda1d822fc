package io.brushwork.training.schedule;

import io.brushwork.base.OptionException;

/**
 * A value that goes by steps, such as a rate, as its text says it. The text was read when this was made, so what is wrong
 * with it was said; where it begins and ends is decided by the run, see {@link #over}.
 *
 * @param text in the grammar of {@link LearnRateSchedule}: {@code 1e-5}, {@code 5e-5:100, 5e-6:1500}
 */
public record ScheduledValue(String text) {
    /** The field in the errors of a text that belongs to no field yet. */
    private static final String FIELD = "schedule";

    /** @throws OptionException for a text of another form */
    public ScheduledValue {
        text = text.strip();
        new ScheduleText(FIELD, text).check();
    }

    /**
     * The values of a run that takes a network from {@code startStep} to {@code maxSteps} at most.
     *
     * @param field names the value in errors
     * @throws OptionException where the network is past all of it
     */
    public LearnRateSchedule over(String field, long startStep, long maxSteps) {
        return LearnRateSchedule.parse(field, text, startStep, maxSteps);
    }

    @Override
    public String toString() {
        return text;
    }
}
