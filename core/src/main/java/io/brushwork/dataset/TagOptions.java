package io.brushwork.dataset;

import io.brushwork.base.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What is done to the tags of a caption, the parts between commas, at every draw.
 *
 * @param shuffle whether they are put in a random order
 * @param dropOut the share that is left out at random, each tag for itself, 0 to 1
 */
public record TagOptions(boolean shuffle, double dropOut) {
    /** Captions stay as they are. */
    public static final TagOptions NONE = new TagOptions(false, 0);

    public TagOptions {
        Check.that(dropOut >= 0 && dropOut <= 1, "tagDropout", "0 to 1", dropOut);
    }

    /** Whether captions come out as they went in. */
    public boolean isNone() {
        return !shuffle && dropOut == 0;
    }

    /** Tags keep the spaces around them, and are joined by commas alone, as in A1111. */
    String apply(String caption, RandomGenerator random) {
        if (isNone()) {
            return caption;
        }
        List<String> tags = new ArrayList<>(Arrays.asList(caption.split(",", -1)));
        if (dropOut > 0) {
            tags.removeIf(tag -> random.nextDouble() < dropOut);
        }
        if (shuffle) {
            shuffle(tags, random);
        }
        return String.join(",", tags);
    }

    /** Fisher and Yates' shuffle, from the end. */
    static void shuffle(List<?> list, RandomGenerator random) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, random.nextInt(i + 1));
        }
    }
}
