package io.brushwork.files;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A Python tuple in the tree of a {@link TorchFile}: an unmodifiable list that is written as a tuple, where any other
 * list is written as a list. Equal to every list with equal elements.
 */
public final class Tuple extends AbstractList<@Nullable Object> implements RandomAccess {
    private final @Nullable Object[] values;

    public Tuple(List<? extends @Nullable Object> values) {
        this.values = values.toArray();
    }

    public static Tuple of(@Nullable Object... values) {
        return new Tuple(Arrays.asList(values));
    }

    @Override
    public @Nullable Object get(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }
}
