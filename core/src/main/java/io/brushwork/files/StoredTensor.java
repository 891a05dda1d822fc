package io.brushwork.files;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Where the numbers of one tensor lie in a file. Nothing is read until somebody maps or reads the bytes; whoever makes
 * one has checked that every element lies inside the file.
 *
 * @param shape sizes, outermost first; empty for a scalar
 * @param strides elements (not bytes) to the next index of each dimension
 * @param offset bytes from the start of the file to the first element
 * @param order byte order of the elements
 */
public record StoredTensor(Path file, DType dtype, List<Long> shape, List<Long> strides, long offset, ByteOrder order) {

    /** As many dimensions as PyTorch has. */
    public static final int MAX_RANK = 64;

    public StoredTensor {
        check(shape.size() <= MAX_RANK, "shape", "at most " + MAX_RANK + " dimensions", shape.size());
        check(shape.size() == strides.size(), "strides", shape.size() + " of them", strides.size());
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
        check(shape.stream().allMatch(size -> size >= 0), "shape", "no negative size", shape);
        check(strides.stream().allMatch(stride -> stride >= 0), "strides", "no negative stride", strides);
        check(offset >= 0, "offset", "0 or more", offset);
        try {
            // Whoever gets a tensor can compute with its sizes in a long.
            Math.multiplyExact(product(shape), dtype.bytes());
            Math.addExact(offset, Math.multiplyExact(span(shape, strides), dtype.bytes()));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("shape: expected a size in bytes of 63 bits, got " + shape, e);
        }
    }

    private static void check(boolean ok, String field, String expected, Object found) {
        if (!ok) {
            throw new IllegalArgumentException(field + ": expected " + expected + ", got " + found);
        }
    }

    /** A row-major little-endian tensor. */
    public static StoredTensor contiguous(Path file, DType dtype, List<Long> shape, long offset) {
        return new StoredTensor(file, dtype, shape, rowMajorStrides(shape), offset, ByteOrder.LITTLE_ENDIAN);
    }

    public static List<Long> rowMajorStrides(List<Long> shape) {
        if (shape.contains(0L)) {
            return Collections.nCopies(shape.size(), 1L);
        }
        Long[] strides = new Long[shape.size()];
        long next = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = next;
            next *= shape.get(i);
        }
        return Arrays.asList(strides);
    }

    public long elements() {
        return product(shape);
    }

    private static long product(List<Long> shape) {
        return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    /** Elements from the first to the last that is used, both included; 0 for an empty tensor. */
    public long span() {
        return span(shape, strides);
    }

    private static long span(List<Long> shape, List<Long> strides) {
        if (shape.contains(0L)) {
            return 0;
        }
        long last = 0;
        for (int i = 0; i < shape.size(); i++) {
            last = Math.addExact(last, Math.multiplyExact(shape.get(i) - 1, strides.get(i)));
        }
        return Math.addExact(last, 1);
    }

    public boolean isContiguous() {
        return elements() == 0 || strides.equals(rowMajorStrides(shape)) || elements() == 1;
    }
}
