package io.brushwork.app.cli;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, heard while work goes on: the process ends after the step in progress. Ending it at once would tear libtorch
 * down under its own threads.
 */
final class Interrupt implements AutoCloseable {
    private static final long LONGEST_STEP_SECONDS = 60;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean asked;

    private Interrupt() {
        hook = new Thread(this::stop, "interrupt");
    }

    /** From now on until it is closed. */
    static Interrupt heard() {
        Interrupt interrupt = new Interrupt();
        Runtime.getRuntime().addShutdownHook(interrupt.hook);
        return interrupt;
    }

    /** Runs while the process shuts down, which waits for it. The JVM's exit code is then 130 of itself. */
    private void stop() {
        asked = true;
        try {
            if (!finished.await(LONGEST_STEP_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(Failure.STOPPED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws CancellationException where the user wants to stop */
    void check() {
        if (asked) {
            throw new CancellationException();
        }
    }

    @Override
    public void close() {
        finished.countDown();
        if (!asked) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException shuttingDown) {
                // Ctrl-C came this moment; the work is done, and the hook ends by itself.
                return;
            }
        }
    }
}
