package io.brushwork.dataset;

import io.brushwork.base.Check;
import io.brushwork.tensor.SplitMix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which pictures make up each batch of each epoch. All pictures of a batch have one size.
 *
 * <p>A1111's rule: an epoch has {@code floor(n / batch)} batches. Each size gives as many full batches as it has, of
 * pictures drawn without replacement; the batches still missing are filled by first drawing a size, as likely as it has
 * pictures left over, and then its pictures with replacement. Last the batches are shuffled. With one size, what is left
 * over of an epoch is left out, other pictures each time.
 *
 * <p>The order of an epoch is a function of seed and epoch alone ({@link SplitMix}): nothing has to be saved to go on.
 */
public final class BatchOrder {
    /** So that other things drawn from the same seed have nothing to do with the order. */
    private static final long PURPOSE = 0x6f72646572L;

    private final List<List<Integer>> groups;
    private final int pictures;
    private final int batchSize;
    private final long seed;

    /**
     * @param sizes of the pictures, as they are trained on; a batch holds indexes of this list
     * @param batchSize wanted; at most as many as there are pictures are taken
     */
    public BatchOrder(List<PixelSize> sizes, int batchSize, long seed) {
        Check.that(!sizes.isEmpty(), "pictures", "at least one to train on", 0);
        Check.that(batchSize >= 1, "batchSize", "1 or more", batchSize);
        Map<PixelSize, List<Integer>> bySize = new LinkedHashMap<>();
        for (int i = 0; i < sizes.size(); i++) {
            bySize.computeIfAbsent(sizes.get(i), size -> new ArrayList<>()).add(i);
        }
        this.groups = List.copyOf(bySize.values());
        this.pictures = sizes.size();
        this.batchSize = Math.min(batchSize, sizes.size());
        this.seed = seed;
    }

    /** Pictures of a batch: what was asked for, or all there are. */
    public int batchSize() {
        return batchSize;
    }

    public int batchesPerEpoch() {
        return pictures / batchSize;
    }

    /** The batches of an epoch, counted from 0: {@link #batchesPerEpoch} lists of {@link #batchSize} indexes. */
    public List<int[]> epoch(long epoch) {
        SplitMix random = SplitMix.of(seed ^ PURPOSE, epoch);
        List<int[]> batches = new ArrayList<>();
        for (List<Integer> group : groups) {
            List<Integer> shuffled = new ArrayList<>(group);
            TagOptions.shuffle(shuffled, random);
            for (int end = batchSize; end <= shuffled.size(); end += batchSize) {
                batches.add(shuffled.subList(end - batchSize, end).stream()
                        .mapToInt(i -> i)
                        .toArray());
            }
        }
        while (batches.size() < batchesPerEpoch()) {
            List<Integer> group = byLeftOver(random);
            int[] batch = new int[batchSize];
            for (int i = 0; i < batchSize; i++) {
                batch[i] = group.get(random.nextInt(group.size()));
            }
            batches.add(batch);
        }
        TagOptions.shuffle(batches, random);
        return batches;
    }

    private List<Integer> byLeftOver(SplitMix random) {
        int all = groups.stream().mapToInt(group -> group.size() % batchSize).sum();
        int place = random.nextInt(all);
        for (List<Integer> group : groups) {
            place -= group.size() % batchSize;
            if (place < 0) {
                return group;
            }
        }
        throw new AssertionError("a place within the sum");
    }
}
