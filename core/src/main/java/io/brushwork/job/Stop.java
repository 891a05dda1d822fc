package io.brushwork.job;

/** What a listener wants a job to do. What was finished before is kept in every case. */
public enum Stop {
    /** Go on. */
    NONE,
    /**
     * End the batch of pictures after the step in progress, keep what it has come to, and go on with the next: A1111's
     * "skip". To be said once for each batch.
     */
    SKIP,
    /**
     * End after the step in progress. Pictures: what they have come to is kept, A1111's "interrupt". Training: a copy is
     * saved.
     */
    AFTER_STEP,
    /** End after the batch of pictures in progress: A1111's "interrupt after current". Training: as {@link #AFTER_STEP}. */
    AFTER_IMAGE,
    /** End as soon as may be; the batch in progress is dropped. Training: as {@link #AFTER_STEP}. */
    NOW;

    /** Whether the sampler ends after the step in progress. */
    public boolean endsBatch() {
        return this == SKIP || this == AFTER_STEP || this == NOW;
    }

    /** Whether nothing new is begun. */
    public boolean endsJob() {
        return this == AFTER_STEP || this == AFTER_IMAGE || this == NOW;
    }
}
