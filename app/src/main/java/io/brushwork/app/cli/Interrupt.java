package io.brushwork.app.cli;

import io.brushwork.job.Stop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, heard while a model draws: the process ends after the step in progress. Ending it at once would tear libtorch
 * down under its own threads. One for the whole process; before {@link #listen} Ctrl-C ends it as it ends any other.
 */
public final class Interrupt implements AutoCloseable {
    private static final long LONGEST_STEP_SECONDS = 60;

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean asked;
    private volatile long longest = LONGEST_STEP_SECONDS;

    /** From now on Ctrl-C waits for {@link #close}. */
    void listen() {
        listen(LONGEST_STEP_SECONDS);
    }

    /** The same, for work that may take longer to come to a place where it can end. */
    void listen(long seconds) {
        longest = seconds;
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "interrupt"));
    }

    /** Runs while the process shuts down, which waits for it. The exit code is then 130 without our doing. */
    private void end() {
        asked = true;
        try {
            if (!finished.await(longest, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(Failure.STOPPED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the user wants to stop. */
    boolean asked() {
        return asked;
    }

    /** As a job is asked for it: what is in work is dropped, what is done stays. */
    Stop stop() {
        return asked ? Stop.NOW : Stop.NONE;
    }

    /** The command has ended and said so. */
    @Override
    public void close() {
        finished.countDown();
    }
}
