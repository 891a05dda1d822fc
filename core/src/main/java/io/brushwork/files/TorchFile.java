package io.brushwork.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files of {@code torch.save}: a tree of Python values whose tensors lie beside it. Both formats are read, the zip of
 * PyTorch 1.6 and later and the row of pickles before it, and the zip is written. Nothing in a file is ever executed.
 *
 * <p>A tree consists of null, {@link Boolean}, {@link Long}, {@link Double}, {@link String}, {@link List} (list, set;
 * {@link Tuple} for a tuple), {@link java.util.LinkedHashMap} (dict, OrderedDict; keys as in the file),
 * {@link StoredTensor} (tensor, Parameter, storage) and {@link InertObject} for everything else. It has no cycles and is
 * small enough to be walked by a recursion.
 */
public final class TorchFile {
    /** The largest known pickle of a checkpoint has 3 MB; the numbers are not in it. */
    private static final long MAX_PICKLE = 64L << 20;

    private TorchFile() {}

    /**
     * Reads the tree of a file.
     *
     * @throws ModelFormatException where the file is not of PyTorch, is damaged, or names a function that a model has
     *     no honest use for, such as {@code os.system}
     */
    public static @Nullable Object read(Path file) throws IOException {
        FileKind kind = FileKind.of(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return switch (kind) {
                case TORCH_ZIP -> readZip(file, channel);
                case TORCH_LEGACY -> readLegacy(file, channel);
                case SAFETENSORS -> throw new ModelFormatException(file, "is a safetensors file, not one of PyTorch");
            };
        }
    }

    /**
     * Writes a tree as a torch zip that {@code torch.load(weights_only=True)} and A1111 read. Besides the types that
     * {@link #read} gives, a leaf can be {@link TensorData}, and any {@link Integer} or {@link Float} number. A map whose
     * values are all tensors is written as an OrderedDict, as {@code state_dict()} gives it; the same tensor object at
     * two places is stored once.
     *
     * @throws IllegalArgumentException where the tree holds something else, or more than a plain zip can (4 GiB)
     */
    public static void write(Path file, @Nullable Object tree) throws IOException {
        PickleWriter pickle = new PickleWriter();
        byte[] bytes = pickle.pickle(tree);
        AtomicFile.write(file, channel -> {
            ZipWriter zip = new ZipWriter(channel, stem(file));
            zip.add("data.pkl", out -> out.write(ByteBuffer.wrap(bytes)));
            zip.add("byteorder", out -> out.write(StandardCharsets.US_ASCII.encode("little")));
            int key = 0;
            for (TensorData tensor : pickle.tensors()) {
                String name = "data/" + key++;
                Safetensors.checkWritten(name, tensor, zip.add(name, tensor::writeTo));
            }
            zip.add("version", out -> out.write(StandardCharsets.US_ASCII.encode("3\n")));
            zip.finish();
        });
    }

    /** The folder inside the zip: the file's name without its extension, as PyTorch has it. */
    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        return stem.matches("[A-Za-z0-9._ ()-]{1,100}") ? stem : "archive";
    }

    private static @Nullable Object readZip(Path file, FileChannel channel) throws IOException {
        TorchZip zip = TorchZip.open(file, channel);
        ByteOrder order = byteOrder(file, channel, zip.entry("byteorder"));
        TorchObjects objects = new TorchObjects(file, (key, dtype, elements, at) -> {
            TorchZip.Entry entry = zip.entry("data/" + key);
            if (entry == null) {
                throw new ModelFormatException(file, at, "the archive has no storage '" + key + "'");
            }
            if (entry.size() < elements * dtype.bytes()) {
                throw new ModelFormatException(
                        file,
                        at,
                        "storage '" + key + "' should have " + elements * dtype.bytes() + " bytes and has "
                                + entry.size());
            }
            return new StoredTensor(file, dtype, List.of(elements), List.of(1L), entry.offset(), order);
        });
        TorchZip.Entry pickle = zip.entry("data.pkl");
        if (pickle == null || pickle.size() > MAX_PICKLE) {
            throw new ModelFormatException(file, "its data.pkl is larger than " + (MAX_PICKLE >> 20) + " MiB");
        }
        return PickleReader.read(
                new ByteReader(file, channel, pickle.offset(), pickle.offset() + pickle.size()), objects);
    }

    private static ByteOrder byteOrder(Path file, FileChannel channel, TorchZip.@Nullable Entry mark)
            throws IOException {
        if (mark == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        if (mark.size() <= "little".length()) {
            ByteReader in = new ByteReader(file, channel, mark.offset(), mark.offset() + mark.size());
            switch (in.utf8(mark.size())) {
                case "little" -> {
                    return ByteOrder.LITTLE_ENDIAN;
                }
                case "big" -> {
                    return ByteOrder.BIG_ENDIAN;
                }
                default -> {}
            }
        }
        throw new ModelFormatException(file, mark.offset(), "the byte order is neither 'little' nor 'big'");
    }

    /**
     * Five pickles: a magic number, the protocol, facts of the machine, the tree, the keys of the storages; then each
     * storage as its number of elements and its bytes. These are little-endian whatever the third pickle says of the
     * machine, since PyTorch turned them when it wrote. Where a storage lies is known only behind the tree, so the tree
     * is read twice.
     */
    private static @Nullable Object readLegacy(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        ByteReader in = new ByteReader(file, channel, 0, Math.min(size, MAX_PICKLE));
        Map<String, StoredTensor> storages = new HashMap<>();
        TorchObjects unplaced = new TorchObjects(file, (key, dtype, elements, at) -> {
            StoredTensor storage = StoredTensor.contiguous(file, dtype, List.of(elements), 0);
            StoredTensor known = storages.putIfAbsent(key, storage);
            if (known != null && !known.equals(storage)) {
                throw new ModelFormatException(file, at, "storage '" + key + "' has two types or sizes");
            }
            return storage;
        });
        for (int header = 0; header < 3; header++) {
            PickleReader.read(in, unplaced);
        }
        long treeAt = in.position();
        PickleReader.read(in, unplaced);
        List<String> keys = keys(file, in.position(), PickleReader.read(in, unplaced));
        place(storages, keys, new ByteReader(file, channel, in.position(), size));
        TorchObjects placed = new TorchObjects(file, (key, dtype, elements, at) -> {
            StoredTensor storage = storages.get(key);
            if (storage == null || storage.offset() == 0) {
                throw new ModelFormatException(file, at, "the file has no storage '" + key + "'");
            }
            return storage;
        });
        return PickleReader.read(new ByteReader(file, channel, treeAt, Math.min(size, MAX_PICKLE)), placed);
    }

    private static List<String> keys(Path file, long at, @Nullable Object value) throws ModelFormatException {
        List<String> keys = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object key : list) {
                keys.add(String.valueOf(key));
            }
            return keys;
        }
        throw new ModelFormatException(file, at, "the list of storages is missing");
    }

    /** Gives every storage the offset at which its bytes are. */
    private static void place(Map<String, StoredTensor> storages, List<String> keys, ByteReader in) throws IOException {
        for (String key : keys) {
            long at = in.position();
            StoredTensor storage = storages.get(key);
            if (storage == null || storage.offset() != 0) {
                throw new ModelFormatException(in.file(), at, "storage '" + key + "' is unknown or there twice");
            }
            long elements = in.i64();
            if (elements != storage.elements()) {
                throw new ModelFormatException(
                        in.file(),
                        at,
                        "storage '" + key + "' has " + elements + " elements, expected " + storage.elements());
            }
            storages.put(key, StoredTensor.contiguous(in.file(), storage.dtype(), storage.shape(), in.position()));
            in.skip(elements * storage.dtype().bytes());
        }
    }
}
