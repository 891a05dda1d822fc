package io.brushwork.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the pickles of {@code torch.save} refer to: tensors, their storages, and the containers of Python's library.
 * Everything else stays an {@link InertObject}. A storage is a row-major {@link StoredTensor} of one dimension.
 *
 * <p>Source of the argument lists: PyTorch's {@code torch/_utils.py} and {@code torch/serialization.py}.
 */
final class TorchObjects implements PickleReader.Callables {
    /** A tensor may repeat the elements of its storage (stride 0), but only to this size. */
    private static final long MAX_REPEATED = 1 << 20;

    private static final String REBUILD_FROM_TYPE = "torch._tensor._rebuild_from_type_v2";

    private static final Map<String, DType> STORAGES = Map.ofEntries(
            Map.entry("DoubleStorage", DType.F64),
            Map.entry("FloatStorage", DType.F32),
            Map.entry("HalfStorage", DType.F16),
            Map.entry("BFloat16Storage", DType.BF16),
            Map.entry("LongStorage", DType.I64),
            Map.entry("IntStorage", DType.I32),
            Map.entry("ShortStorage", DType.I16),
            Map.entry("CharStorage", DType.I8),
            Map.entry("ByteStorage", DType.U8),
            Map.entry("BoolStorage", DType.BOOL),
            Map.entry("UntypedStorage", DType.U8),
            Map.entry("_UntypedStorage", DType.U8));

    private static final Map<String, DType> DTYPES = Map.of(
            "torch.float64", DType.F64,
            "torch.float32", DType.F32,
            "torch.float16", DType.F16,
            "torch.bfloat16", DType.BF16,
            "torch.int64", DType.I64,
            "torch.int32", DType.I32,
            "torch.int16", DType.I16,
            "torch.int8", DType.I8,
            "torch.uint8", DType.U8,
            "torch.bool", DType.BOOL);

    /** Where the bytes of a storage lie. */
    @FunctionalInterface
    interface Places {
        /** The storage; an error where there is none, or it has not so many elements. */
        StoredTensor storage(String key, DType dtype, long elements, long at) throws ModelFormatException;
    }

    private final Path file;
    private final Places places;

    TorchObjects(Path file, Places places) {
        this.file = file;
        this.places = places;
    }

    @Override
    public @Nullable Object call(InertObject callee, Tuple args, long at) throws ModelFormatException {
        return switch (callee.qualifiedName()) {
            case "collections.OrderedDict" -> dictionary(args, 0, at);
            case "collections.defaultdict" -> dictionary(args, 1, at);
            case "builtins.set", "__builtin__.set", "builtins.frozenset", "__builtin__.frozenset" ->
                args.isEmpty() ? new ArrayList<>() : argument(args, 0, List.class, at);
            case "torch.Size" -> argument(args, 0, Tuple.class, at);
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> tensor(args, null, at);
            case "torch._utils._rebuild_tensor_v3" -> tensor(args, dtype(args, at), at);
            case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
                argument(args, 0, Object.class, at);
            case REBUILD_FROM_TYPE -> rebuildFromType(args, at);
            default -> callee;
        };
    }

    @Override
    public Object persistent(@Nullable Object id, long at) throws ModelFormatException {
        if (!(id instanceof Tuple tuple) || tuple.isEmpty()) {
            throw malformed(at, "the id of a storage is not a tuple");
        }
        String kind = argument(tuple, 0, String.class, at);
        if (kind.equals("module")) {
            // The source text that the legacy format stores beside the class of a whole pickled network.
            return argument(tuple, 1, InertObject.class, at);
        }
        if (!kind.equals("storage")) {
            throw malformed(at, "the id of a storage begins with something else than 'storage'");
        }
        String type = argument(tuple, 1, InertObject.class, at).qualifiedName();
        DType dtype = type.startsWith("torch.") ? STORAGES.get(type.substring(type.lastIndexOf('.') + 1)) : null;
        if (dtype == null) {
            throw malformed(at, "storages of type '" + type + "' are not supported");
        }
        String key = argument(tuple, 2, String.class, at);
        long elements = argument(tuple, 4, Long.class, at);
        if (key.length() > PickleReader.MAX_NAME || elements < 0 || elements > Long.MAX_VALUE / dtype.bytes()) {
            throw malformed(at, "a storage has an impossible key or size");
        }
        StoredTensor storage = places.storage(key, dtype, elements, at);
        // The legacy format can say that a storage is a part of another: (key, first element, elements).
        if (tuple.size() > 5 && tuple.get(5) instanceof Tuple view) {
            return part(storage, argument(view, 1, Long.class, at), null, null, at);
        }
        return storage;
    }

    private Object tensor(Tuple args, @Nullable DType dtype, long at) throws ModelFormatException {
        Object base = argument(args, 0, Object.class, at);
        if (base instanceof InertObject) {
            return base;
        }
        StoredTensor storage = argument(args, 0, StoredTensor.class, at);
        if (!storage.strides().equals(List.of(1L))) {
            throw malformed(at, "a tensor is made of something that is not a storage");
        }
        if (dtype != null) {
            storage = cast(storage, dtype);
        }
        long first = argument(args, 1, Long.class, at);
        return part(storage, first, longs(args, 2, at), longs(args, 3, at), at);
    }

    /** Elements of a storage from {@code first} on; all of them where no shape is given. */
    private StoredTensor part(
            StoredTensor storage, long first, @Nullable List<Long> shape, @Nullable List<Long> strides, long at)
            throws ModelFormatException {
        long available = storage.elements() - first;
        if (first < 0 || available < 0) {
            throw malformed(at, "a tensor begins at element " + first + " of " + storage.elements());
        }
        try {
            StoredTensor tensor = new StoredTensor(
                    file,
                    storage.dtype(),
                    shape == null ? List.of(available) : shape,
                    strides == null ? List.of(1L) : strides,
                    storage.offset() + first * storage.dtype().bytes(),
                    storage.order());
            if (tensor.span() > available) {
                throw malformed(
                        at,
                        "a tensor of shape " + shape + " needs " + tensor.span()
                                + " elements of its storage, which has " + available + " there");
            }
            if (tensor.elements() > Math.max(storage.elements(), MAX_REPEATED)) {
                throw malformed(at, "a tensor of shape " + shape + " repeats a storage of " + storage.elements());
            }
            return tensor;
        } catch (IllegalArgumentException e) {
            throw malformed(at, "a tensor is impossible: " + e.getMessage());
        }
    }

    private StoredTensor cast(StoredTensor storage, DType dtype) {
        long elements = storage.elements() * storage.dtype().bytes() / dtype.bytes();
        return new StoredTensor(file, dtype, List.of(elements), List.of(1L), storage.offset(), storage.order());
    }

    private DType dtype(Tuple args, long at) throws ModelFormatException {
        String name = argument(args, 6, InertObject.class, at).qualifiedName();
        DType dtype = DTYPES.get(name);
        if (dtype == null) {
            throw malformed(at, "tensors of type '" + name + "' are not supported");
        }
        return dtype;
    }

    /** A tensor with attributes of its own: {@code (function, type, arguments, state)}. */
    private @Nullable Object rebuildFromType(Tuple args, long at) throws ModelFormatException {
        InertObject function = argument(args, 0, InertObject.class, at);
        if (function.qualifiedName().equals(REBUILD_FROM_TYPE)) {
            throw malformed(at, "a tensor is rebuilt from itself");
        }
        return call(function, argument(args, 2, Tuple.class, at), at);
    }

    private Map<Object, @Nullable Object> dictionary(Tuple args, int items, long at) throws ModelFormatException {
        Map<Object, @Nullable Object> dictionary = new LinkedHashMap<>();
        if (args.size() <= items) {
            return dictionary;
        }
        Object from = args.get(items);
        if (from instanceof Map<?, ?> map) {
            if (!map.isEmpty()) {
                throw malformed(at, "a dictionary is made from another, which nothing writes");
            }
        } else {
            for (Object item : argument(args, items, List.class, at)) {
                if (!(item instanceof List<?> pair) || pair.size() != 2) {
                    throw malformed(at, "an item of a dictionary is not a pair");
                }
                dictionary.put(PickleScalars.key(file, at, pair.get(0)), pair.get(1));
            }
        }
        return dictionary;
    }

    private List<Long> longs(Tuple args, int index, long at) throws ModelFormatException {
        List<?> values = argument(args, index, List.class, at);
        if (values.size() > StoredTensor.MAX_RANK) {
            throw malformed(at, "a tensor has " + values.size() + " dimensions");
        }
        List<Long> longs = new ArrayList<>();
        for (Object value : values) {
            if (!(value instanceof Long number)) {
                throw malformed(at, "a size or stride of a tensor is not a whole number");
            }
            longs.add(number);
        }
        return longs;
    }

    private <T> T argument(Tuple args, int index, Class<T> type, long at) throws ModelFormatException {
        Object value = index < args.size() ? args.get(index) : null;
        if (!type.isInstance(value)) {
            throw malformed(at, "argument " + index + " of a tensor or container is missing or of the wrong type");
        }
        return type.cast(value);
    }

    private ModelFormatException malformed(long at, String reason) {
        return new ModelFormatException(file, at, reason);
    }
}
