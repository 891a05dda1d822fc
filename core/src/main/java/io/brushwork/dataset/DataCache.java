package io.brushwork.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brushwork.base.Sha256;
import io.brushwork.files.Checkpoint;
import io.brushwork.files.DType;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.Safetensors;
import io.brushwork.files.StoredTensor;
import io.brushwork.files.TensorData;
import io.brushwork.model.unet.Conditioning;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import io.brushwork.text.Emphasis;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * What autoencoder and text model made of pictures and texts, kept in a folder from run to run, one safetensors file each.
 *
 * <p>A file is found by the SHA-256 of all that its numbers depend on. That text stands in the file and is compared, and
 * so is a SHA-256 of the numbers: a file that is damaged, cut short or of another key is made anew, with a notice. Where
 * the folder cannot be written to, a notice says so and nothing else changes. Several processes may share a folder.
 *
 * <p>All tensors given are float32 on the processor, in the caller's {@link Scope}, and made outside inference mode, so
 * that gradients can flow through what is computed with them.
 */
public final class DataCache {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NUMBERS = "data";
    private static final String KEY = "key";
    private static final String HASH = "sha256";
    /** Changes when the meaning of the numbers does. */
    private static final String VERSION = "1";

    private final Path folder;
    private final Consumer<String> notices;

    /**
     * What the moments of a picture depend on.
     *
     * @param picture SHA-256 of the file
     * @param vae what tells this autoencoder and its arithmetic from others, such as hash and dtype
     */
    public record MomentsKey(String picture, Preparation preparation, String vae) {}

    /**
     * What the context of a text depends on.
     *
     * @param clip what tells this text model and its arithmetic from others, such as hash and dtype
     * @param clipSkip layers from the end at which the states are taken, 1 for the last
     */
    public record ContextKey(String text, String clip, int clipSkip, Emphasis emphasis) {}

    /** Makes what is not in the cache. The tensor may be on any device, of any floating type, and an inference tensor. */
    @FunctionalInterface
    public interface Maker {
        Tensor make() throws IOException;
    }

    /** Makes a conditioning that is not in the cache; of its tensors as {@link Maker}. */
    @FunctionalInterface
    public interface ConditioningMaker {
        Conditioning make() throws IOException;
    }

    /**
     * @param folder made if it is missing
     * @param notices told, in sentences, of files that had to be made anew or could not be written
     */
    public DataCache(Path folder, Consumer<String> notices) throws IOException {
        LibTorch.load();
        this.folder = Files.createDirectories(folder);
        this.notices = notices;
    }

    /**
     * Means and logarithms of variances of a picture's latents, unscaled: [1, 2c, h / 8, w / 8].
     *
     * @throws ArithmeticException where numbers that are made are infinite or none
     */
    public Tensor moments(MomentsKey key, Maker maker) throws IOException {
        Preparation how = key.preparation;
        return get(
                "moments",
                4,
                List.of(
                        key.picture,
                        how.fit().label(),
                        how.width() + "x" + how.height(),
                        how.flip() ? "flipped" : "upright",
                        how.alphaAsWeight() ? "colours" : "on white",
                        key.vae),
                maker);
    }

    /**
     * What the U-Net is told of a text, its context [1, 77 * chunks, width].
     *
     * @throws ArithmeticException where numbers that are made are infinite or none
     */
    public Conditioning context(ContextKey key, ConditioningMaker maker) throws IOException {
        List<String> parts = List.of(key.text, key.clip, String.valueOf(key.clipSkip), key.emphasis.label());
        return Conditioning.of(get("context", 3, parts, () -> contextAlone(maker.make())));
    }

    private static Tensor contextAlone(Conditioning made) {
        if (made.added() != null) {
            throw new IllegalArgumentException("context: expected no added vector, for which the files have no place");
        }
        return made.context();
    }

    private Tensor get(String kind, int rank, List<String> parts, Maker maker) throws IOException {
        String key = key(kind, parts);
        Path file = folder.resolve(kind + "-" + Sha256.of(key) + ".safetensors");
        Tensor known = known(file, key, rank);
        if (known != null) {
            return known;
        }
        try (Scope scope = new Scope()) {
            Tensor made = own(maker.make());
            if (made.dim() != rank || made.size(0) != 1) {
                throw new IllegalArgumentException(
                        kind + ": expected " + rank + " dimensions, the first of size 1, got " + made.sizes());
            }
            if (!made.isfinite().all().item_bool()) {
                throw new ArithmeticException("the " + (rank == 4 ? "autoencoder" : "text model")
                        + " gave values that are infinite or not numbers (NaN): try float32");
            }
            keep(file, key, made);
            return scope.keep(made);
        }
    }

    /** Unambiguous whatever the parts hold. */
    private static String key(String kind, List<String> parts) {
        try {
            return JSON.writeValueAsString(List.of(kind, VERSION, parts));
        } catch (JsonProcessingException e) {
            throw new AssertionError("texts are JSON", e);
        }
    }

    /** A copy in float32 on the processor that gradients may flow through. */
    private static Tensor own(Tensor made) {
        try (InferenceMode normal = new InferenceMode(false)) {
            return made.detach()
                    .to(new Device("cpu"), ScalarType.Float)
                    .contiguous()
                    .clone();
        }
    }

    private @Nullable Tensor known(Path file, String key, int rank) {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            Checkpoint stored = Safetensors.read(file);
            StoredTensor numbers = stored.tensor(NUMBERS);
            if (!key.equals(stored.metadata().get(KEY))
                    || numbers.dtype() != DType.F32
                    || numbers.shape().size() != rank) {
                throw new ModelFormatException(file, "holds something else than it should");
            }
            return read(file, numbers, String.valueOf(stored.metadata().get(HASH)));
        } catch (IOException e) {
            notices.accept(e.getMessage() + "; this file of the cache is made anew.");
            return null;
        }
    }

    private static Tensor read(Path file, StoredTensor numbers, String hash) throws IOException {
        try (Scope scope = new Scope();
                InferenceMode normal = new InferenceMode(false);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Tensor tensor = torch.empty(
                    numbers.shape().stream().mapToLong(Long::longValue).toArray());
            ByteBuffer bytes = bytes(tensor);
            for (long at = numbers.offset(); bytes.hasRemaining(); ) {
                int read = channel.read(bytes, at);
                if (read < 0) {
                    throw new ModelFormatException(file, at, "the file is cut short");
                }
                at += read;
            }
            if (!hash.equals(Sha256.of(bytes.rewind()))) {
                throw new ModelFormatException(file, "the numbers are damaged");
            }
            return scope.keep(tensor);
        }
    }

    private void keep(Path file, String key, Tensor tensor) {
        ByteBuffer bytes = bytes(tensor);
        try {
            Safetensors.write(
                    file,
                    Map.of(
                            NUMBERS,
                            new Numbers(Arrays.stream(tensor.shape()).boxed().toList(), bytes)),
                    Map.of(KEY, key, HASH, Sha256.of(bytes)));
        } catch (IOException e) {
            notices.accept(e.getMessage() + "; the run goes on without this file of the cache.");
        }
    }

    /** The memory of a tensor of float32, as a view; all processors that libtorch runs on here are little-endian. */
    private static ByteBuffer bytes(Tensor tensor) {
        return new BytePointer(tensor.data_ptr())
                .capacity(tensor.numel() * Float.BYTES)
                .asByteBuffer();
    }

    /** Numbers on their way into a file. */
    private record Numbers(List<Long> shape, ByteBuffer bytes) implements TensorData {
        @Override
        public DType dtype() {
            return DType.F32;
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            ByteBuffer left = bytes.duplicate();
            while (left.hasRemaining()) {
                channel.write(left);
            }
        }
    }
}
