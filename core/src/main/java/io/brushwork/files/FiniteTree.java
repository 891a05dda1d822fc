package io.brushwork.files;

import java.nio.file.Path;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that a tree read from a file can be walked by a plain recursion. A pickle can share a list: thirty lists
 * that each hold the one before twice are a small file and a billion leaves, and a list can hold itself.
 */
final class FiniteTree {
    /** Deeper than any model file; shallow enough for a recursion of any method. */
    static final int MAX_DEPTH = 100;

    private record Extent(long values, int height) {}

    private static final Extent LEAF = new Extent(1, 0);

    private final Path file;
    private final long offset;
    /** Containers seen so far; {@link #LEAF} for those whose walk has not ended. */
    private final IdentityHashMap<Object, Extent> extents = new IdentityHashMap<>();

    private FiniteTree(Path file, long offset) {
        this.file = file;
        this.offset = offset;
    }

    /** @param offset where the pickle begins, for the errors */
    static void check(Path file, long offset, @Nullable Object tree) throws ModelFormatException {
        new FiniteTree(file, offset).walk(tree, 0);
    }

    private Extent walk(@Nullable Object node, int depth) throws ModelFormatException {
        Collection<?> children;
        if (node instanceof List<?> list) {
            children = list;
        } else if (node instanceof Map<?, ?> map) {
            children = map.values();
        } else {
            return LEAF;
        }
        Extent known = extents.get(node);
        if (LEAF.equals(known)) {
            throw new ModelFormatException(file, offset, "the pickle holds a container that contains itself");
        }
        if (known == null) {
            known = measure(node, children, depth);
        }
        if (depth + known.height() > MAX_DEPTH) {
            throw tooDeep();
        }
        return known;
    }

    private Extent measure(Object node, Collection<?> children, int depth) throws ModelFormatException {
        if (depth > MAX_DEPTH) {
            throw tooDeep();
        }
        extents.put(node, LEAF);
        long values = 1;
        int height = 0;
        for (Object child : children) {
            Extent extent = walk(child, depth + 1);
            values += extent.values();
            height = Math.max(height, extent.height());
            if (values > PickleReader.MAX_VALUES) {
                throw new ModelFormatException(
                        file, offset, "the pickle unfolds to more than " + PickleReader.MAX_VALUES + " values");
            }
        }
        Extent extent = new Extent(values, height + 1);
        extents.put(node, extent);
        return extent;
    }

    private ModelFormatException tooDeep() {
        return new ModelFormatException(file, offset, "the pickle is nested more than " + MAX_DEPTH + " deep");
    }
}
