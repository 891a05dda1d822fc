package io.brushwork.pocket.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChanceTest {
    private final Chance chance = new Chance(3);

    @Test
    void everyPassageHasEachItemOnceInAnOrderOfItsOwn() {
        // 3 batches of 4 go through 6 items twice; the second batch has the end of one passage and the start of the
        // next.
        int[] drawn = IntStream.rangeClosed(1, 3)
                .flatMap(step -> IntStream.of(chance.batch(step, 4, 6)))
                .toArray();
        int[] first = IntStream.of(drawn).limit(6).toArray();
        int[] second = IntStream.of(drawn).skip(6).toArray();
        assertThat(first).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5).isNotEqualTo(second);
        assertThat(second).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    }

    @Test
    void numbersDependOnSeedPurposeAndPlaceOnly() {
        long drawn = chance.java("noise", 5).nextLong();
        assertThat(new Chance(3).java("noise", 5).nextLong()).isEqualTo(drawn);
        assertThat(new Chance(4).java("noise", 5).nextLong()).isNotEqualTo(drawn);
        assertThat(chance.java("captions", 5).nextLong()).isNotEqualTo(drawn);
        assertThat(chance.java("noise", 6).nextLong()).isNotEqualTo(drawn);
    }
}
