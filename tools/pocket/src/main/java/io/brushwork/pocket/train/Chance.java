package io.brushwork.pocket.train;

import java.util.Random;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.global.torch;

/** Random numbers that depend on a seed and a place in the training and on nothing else. */
public record Chance(long seed) {
    /** Of one step, or of one passage through the data. */
    public Random java(String purpose, long number) {
        return new Random(mixed(purpose, number));
    }

    /** A generator for tensors; the caller closes it. */
    public Generator torch(String purpose, long number) {
        return torch.make_generator_cpu(mixed(purpose, number) & Long.MAX_VALUE);
    }

    /** The finaliser of SplitMix64, so that neighbouring steps have unlike numbers. */
    private long mixed(String purpose, long number) {
        long z = seed * 0x9E3779B97F4A7C15L + purpose.hashCode() * 0xD1B54A32D192ED03L + number;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /**
     * The items of one batch: each passage through the data has an order of its own.
     *
     * @param step from 1
     */
    public int[] batch(long step, int size, int items) {
        int[] batch = new int[size];
        int[] order = {};
        long passage = -1;
        for (int i = 0; i < size; i++) {
            long place = (step - 1) * size + i;
            if (place / items != passage) {
                passage = place / items;
                order = shuffled(items, java("order", passage));
            }
            batch[i] = order[(int) (place % items)];
        }
        return batch;
    }

    private static int[] shuffled(int items, Random random) {
        int[] order = new int[items];
        for (int i = 0; i < items; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
