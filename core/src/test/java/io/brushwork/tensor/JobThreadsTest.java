package io.brushwork.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;

class JobThreadsTest {
    private static final long SMALL = 1_000;
    private static final long LARGE = 1_000_000_000;

    @Test
    void aSmallJobTakesOneThreadUnlessTheUserHasChosen() {
        assumeThat(LibTorch.threadsAreChosen()).isFalse();
        int before = LibTorch.threads();
        try (JobThreads small = JobThreads.of(SMALL)) {
            assertThat(LibTorch.threads()).isEqualTo(1);
            try (JobThreads large = JobThreads.of(LARGE)) {
                assertThat(LibTorch.threads()).isEqualTo(LibTorch.defaultThreads());
            }
            assertThat(LibTorch.threads()).isEqualTo(1);
        }
        assertThat(LibTorch.threads()).isEqualTo(before);

        // A choice holds for the rest of the process, whose other tests do not count threads.
        LibTorch.threads(before);
        try (JobThreads small = JobThreads.of(SMALL)) {
            assertThat(LibTorch.threads()).isEqualTo(before);
        }
    }
}
