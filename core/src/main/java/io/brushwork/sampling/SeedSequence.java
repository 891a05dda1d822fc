package io.brushwork.sampling;

/**
 * Seeds made from a seed: the mixing of M. O'Neill's {@code seed_seq} ("Developing a seed_seq alternative", 2015) in the
 * form of NumPy's {@code SeedSequence}, whose words it equals.
 */
final class SeedSequence {
    private static final int INIT_A = 0x43b0d7e5;
    private static final int MULT_A = 0x931e8875;
    private static final int INIT_B = 0x8b51f9dd;
    private static final int MULT_B = 0x58f38ded;
    private static final int MIX_LEFT = 0xca01f9dd;
    private static final int MIX_RIGHT = 0x4973f715;

    private final int[] pool;
    private int hash = INIT_A;

    private SeedSequence(int[] words, int poolSize) {
        pool = new int[poolSize];
        for (int i = 0; i < poolSize; i++) {
            pool[i] = hashed(i < words.length ? words[i] : 0);
        }
        for (int source = 0; source < poolSize; source++) {
            for (int target = 0; target < poolSize; target++) {
                if (source != target) {
                    pool[target] = mixed(pool[target], hashed(pool[source]));
                }
            }
        }
        for (int i = poolSize; i < words.length; i++) {
            for (int target = 0; target < poolSize; target++) {
                pool[target] = mixed(pool[target], hashed(words[i]));
            }
        }
    }

    /**
     * The first words of a seed's sequence.
     *
     * @param seed taken as unsigned
     * @param count of words wanted
     * @param path which descendant of the seed; none for the seed itself
     */
    static int[] state(long seed, int poolSize, int count, int... path) {
        int seedWords = seed >>> 32 == 0 ? 1 : 2;
        // A path follows the seed at a fixed place, so that no seed is another's descendant.
        int pathAt = path.length == 0 ? seedWords : Math.max(poolSize, seedWords);
        int[] words = new int[pathAt + path.length];
        words[0] = (int) seed;
        if (seedWords == 2) {
            words[1] = (int) (seed >>> 32);
        }
        System.arraycopy(path, 0, words, pathAt, path.length);
        return new SeedSequence(words, poolSize).generate(count);
    }

    private int[] generate(int count) {
        int[] state = new int[count];
        int factor = INIT_B;
        for (int i = 0; i < count; i++) {
            int word = pool[i % pool.length] ^ factor;
            factor *= MULT_B;
            word *= factor;
            state[i] = word ^ word >>> 16;
        }
        return state;
    }

    private int hashed(int word) {
        int value = word ^ hash;
        hash *= MULT_A;
        value *= hash;
        return value ^ value >>> 16;
    }

    private static int mixed(int x, int y) {
        int value = MIX_LEFT * x - MIX_RIGHT * y;
        return value ^ value >>> 16;
    }
}
