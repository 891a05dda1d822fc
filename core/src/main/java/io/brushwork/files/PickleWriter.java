package io.brushwork.files;

import static io.brushwork.files.PickleOp.*;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a tree as PyTorch's pickle, protocol 2; each tensor becomes a reference to a storage of its own. */
final class PickleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<TensorData> tensors = new ArrayList<>();
    private final IdentityHashMap<Object, Integer> keys = new IdentityHashMap<>();

    /** The whole pickle. */
    byte[] pickle(@Nullable Object tree) {
        out.write(PROTO);
        out.write(2);
        put(tree, 0);
        out.write(STOP);
        return out.toByteArray();
    }

    /** What the pickle refers to: the first has key 0. */
    List<TensorData> tensors() {
        return tensors;
    }

    private void put(@Nullable Object value, int depth) {
        if (depth > FiniteTree.MAX_DEPTH) {
            throw new IllegalArgumentException("tree: expected at most " + FiniteTree.MAX_DEPTH + " levels, got more");
        }
        if (value == null) {
            out.write(NONE);
        } else if (value instanceof Boolean bool) {
            out.write(bool ? NEWTRUE : NEWFALSE);
        } else if (value instanceof Long || value instanceof Integer) {
            putWhole(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            out.write(BINFLOAT);
            // The only big-endian number of the format.
            writeLittle(Long.reverseBytes(Double.doubleToLongBits(((Number) value).doubleValue())), 8);
        } else if (value instanceof String text) {
            putText(text);
        } else if (value instanceof List<?> list) {
            putList(list, depth);
        } else if (value instanceof Map<?, ?> map) {
            putMap(map, depth);
        } else if (value instanceof TensorData tensor) {
            putTensor(value, tensor);
        } else if (value instanceof StoredTensor tensor) {
            putTensor(value, TensorData.of(tensor));
        } else {
            throw new IllegalArgumentException("tree: expected plain values and tensors, got " + value);
        }
    }

    private void putWhole(long value) {
        if (value >= 0 && value < 256) {
            out.write(BININT1);
            out.write((int) value);
        } else if (value >= 0 && value < 65536) {
            out.write(BININT2);
            writeLittle(value, 2);
        } else if (value == (int) value) {
            out.write(BININT);
            writeLittle(value, 4);
        } else {
            out.write(LONG1);
            out.write(8);
            writeLittle(value, 8);
        }
    }

    private void putText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(BINUNICODE);
        writeLittle(bytes.length, 4);
        out.writeBytes(bytes);
    }

    private void putList(List<?> list, int depth) {
        boolean tuple = list instanceof Tuple;
        if (!tuple) {
            out.write(EMPTY_LIST);
        }
        out.write(MARK);
        for (Object item : list) {
            put(item, depth + 1);
        }
        out.write(tuple ? TUPLE : APPENDS);
    }

    private void putMap(Map<?, ?> map, int depth) {
        boolean stateDict = !map.isEmpty()
                && map.values().stream().allMatch(v -> v instanceof TensorData || v instanceof StoredTensor);
        if (stateDict) {
            putOrderedDict();
        } else {
            out.write(EMPTY_DICT);
        }
        out.write(MARK);
        map.forEach((key, value) -> {
            if (!(key instanceof String || key instanceof Long || key instanceof Integer)) {
                throw new IllegalArgumentException("key: expected text or a whole number, got " + key);
            }
            put(key, depth + 1);
            put(value, depth + 1);
        });
        out.write(SETITEMS);
    }

    private void putOrderedDict() {
        putGlobal("collections", "OrderedDict");
        out.write(EMPTY_TUPLE);
        out.write(REDUCE);
    }

    /** {@code _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks)}. */
    private void putTensor(Object identity, TensorData tensor) {
        Integer known = keys.putIfAbsent(identity, tensors.size());
        int key = known == null ? tensors.size() : known;
        if (known == null) {
            tensors.add(tensor);
        }
        List<Long> shape = tensor.shape();
        putGlobal("torch._utils", "_rebuild_tensor_v2");
        out.write(MARK);
        out.write(MARK);
        putText("storage");
        putGlobal("torch", storageType(tensor.dtype()));
        putText(Integer.toString(key));
        putText("cpu");
        putWhole(tensor.byteSize() / tensor.dtype().bytes());
        out.write(TUPLE);
        out.write(BINPERSID);
        putWhole(0);
        put(new Tuple(shape), 0);
        put(new Tuple(StoredTensor.rowMajorStrides(shape)), 0);
        out.write(NEWFALSE);
        putOrderedDict();
        out.write(TUPLE);
        out.write(REDUCE);
    }

    private static String storageType(DType dtype) {
        return switch (dtype) {
            case F64 -> "DoubleStorage";
            case F32 -> "FloatStorage";
            case F16 -> "HalfStorage";
            case BF16 -> "BFloat16Storage";
            case I64 -> "LongStorage";
            case I32 -> "IntStorage";
            case I16 -> "ShortStorage";
            case I8 -> "CharStorage";
            case U8 -> "ByteStorage";
            case BOOL -> "BoolStorage";
        };
    }

    private void putGlobal(String module, String name) {
        out.write(GLOBAL);
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void writeLittle(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (8 * i)));
        }
    }
}
