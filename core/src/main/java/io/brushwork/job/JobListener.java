package io.brushwork.job;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** Hears how a job goes on, and may end it. Called on the thread that works. */
@FunctionalInterface
public interface JobListener {
    /** Hears nothing, and lets the job run to its end. */
    JobListener NONE = event -> {};

    /** Something has happened. What this throws ends the job and comes out of the call that began it. */
    void on(JobEvent event);

    /** Asked after every step and every picture. */
    default Stop stop() {
        return Stop.NONE;
    }

    /** Of two functions. */
    static JobListener of(Consumer<JobEvent> events, Supplier<Stop> stop) {
        return new JobListener() {
            @Override
            public void on(JobEvent event) {
                events.accept(event);
            }

            @Override
            public Stop stop() {
                return stop.get();
            }
        };
    }
}
