package io.brushwork.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BatchOrderTest {
    private static List<PixelSize> sizes(int... widths) {
        return Arrays.stream(widths).mapToObj(w -> new PixelSize(w, 64)).toList();
    }

    private static String text(List<int[]> batches) {
        return batches.stream().map(Arrays::toString).toList().toString();
    }

    @Test
    void withOneSizeEveryPictureComesAtMostOnceAndOthersAreLeftOutEachTime() {
        BatchOrder order = new BatchOrder(Collections.nCopies(10, new PixelSize(64, 64)), 3, 1);
        assertThat(order.batchesPerEpoch()).isEqualTo(3);
        Set<Integer> leftOut = new TreeSet<>();
        for (int epoch = 0; epoch < 100; epoch++) {
            Set<Integer> all = new TreeSet<>();
            for (int i = 0; i < 10; i++) {
                all.add(i);
            }
            for (int[] batch : order.epoch(epoch)) {
                assertThat(batch).hasSize(3);
                for (int i : batch) {
                    assertThat(all.remove(i)).isTrue();
                }
            }
            assertThat(all).hasSize(1);
            leftOut.addAll(all);
        }
        assertThat(leftOut).hasSize(10);
    }

    @Test
    void batchesAreOfOneSizeAndFullOnesComeWithoutReplacement() {
        List<PixelSize> sizes = sizes(8, 8, 8, 8, 8, 16, 16, 16, 24, 24, 24);
        BatchOrder order = new BatchOrder(sizes, 2, 7);
        int[] drawn = new int[3];
        for (int epoch = 0; epoch < 2_000; epoch++) {
            List<int[]> batches = order.epoch(epoch);
            // Two full batches, one, one; of 11 pictures five batches come.
            assertThat(batches).hasSize(5);
            int[] ofGroup = new int[3];
            for (int[] batch : batches) {
                assertThat(sizes.get(batch[0])).isEqualTo(sizes.get(batch[1]));
                ofGroup[sizes.get(batch[0]).width() / 8 - 1]++;
            }
            for (int group = 0; group < 3; group++) {
                drawn[group] += ofGroup[group] - new int[] {2, 1, 1}[group];
            }
        }
        // Each size has one picture left over, so each fills the fifth batch equally often; five standard errors.
        double error = 5 * Math.sqrt(1 / 3.0 * 2 / 3 / 2_000);
        for (int count : drawn) {
            assertThat(count / 2_000.0).isCloseTo(1 / 3.0, within(error));
        }
    }

    /** From a second implementation, in Python: the order of a run must not change with Java or Brushwork. */
    @Test
    void orderIsAFunctionOfSeedAndEpoch() {
        BatchOrder order = new BatchOrder(sizes(8, 8, 8, 16, 16, 8, 8), 2, 42);
        List<String> epochs = new ArrayList<>();
        for (long epoch : new long[] {0, 1, 1_000_000_000_000L}) {
            epochs.add(text(order.epoch(epoch)));
        }
        assertThat(epochs).containsExactly(FIRST, SECOND, LATE);
        assertThat(text(new BatchOrder(sizes(8, 8, 8, 16, 16, 8, 8), 2, 42).epoch(1)))
                .isEqualTo(SECOND);
        assertThat(text(new BatchOrder(sizes(8, 8, 8, 16, 16, 8, 8), 2, 43).epoch(1)))
                .isNotEqualTo(SECOND);
    }

    private static final String FIRST = "[[1, 2], [4, 3], [6, 5]]";
    private static final String SECOND = "[[3, 4], [5, 0], [6, 1]]";
    private static final String LATE = "[[4, 3], [5, 0], [2, 6]]";

    @Test
    void batchIsNeverLargerThanThereArePictures() {
        BatchOrder order = new BatchOrder(sizes(8, 8, 16), 5, 1);
        assertThat(order.batchSize()).isEqualTo(3);
        assertThat(order.batchesPerEpoch()).isEqualTo(1);
        assertThat(order.epoch(0)).hasSize(1).allMatch(batch -> batch.length == 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchOrder(List.of(), 1, 1))
                .withMessage("pictures: expected at least one to train on, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchOrder(sizes(8), 0, 1))
                .withMessage("batchSize: expected 1 or more, got 0");
    }
}
