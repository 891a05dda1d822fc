package io.brushwork.files;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
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

    public StoredTensor {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
        if (shape.size() != strides.size()) {
            throw new IllegalArgumentException("strides: expected " + shape.size() + " of them, got " + strides.size());
        }
    }

    /** A row-major little-endian tensor. */
    public static StoredTensor contiguous(Path file, DType dtype, List<Long> shape, long offset) {
        return new StoredTensor(file, dtype, shape, rowMajorStrides(shape), offset, ByteOrder.LITTLE_ENDIAN);
    }

    public static List<Long> rowMajorStrides(List<Long> shape) {
        Long[] strides = new Long[shape.size()];
        long next = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = next;
            next *= Math.max(1, shape.get(i));
        }
        return Arrays.asList(strides);
    }

    public long elements() {
        return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    /** Elements from the first to the last that is used, both included; 0 for an empty tensor. */
    public long span() {
        long last = 0;
        for (int i = 0; i < shape.size(); i++) {
            if (shape.get(i) == 0) {
                return 0;
            }
            last = Math.addExact(last, Math.multiplyExact(shape.get(i) - 1, strides.get(i)));
        }
        return last + 1;
    }

    public boolean isContiguous() {
        return elements() == 0 || strides.equals(rowMajorStrides(shape)) || elements() == 1;
    }
}
