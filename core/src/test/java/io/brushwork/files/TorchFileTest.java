package io.brushwork.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brushwork.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against files written by PyTorch 2.15 and what they hold, printed by it. */
class TorchFileTest {
    static final Path GOLDEN = Golden.file("files");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zip.pt",
                "zip-protocol4.pt",
                "legacy.pt",
                "legacy-protocol4.pt",
                "state_dict.pt",
                "big-endian.pt"
            })
    void readsWhatPyTorchWrote(String name) throws IOException {
        JsonNode expected =
                new ObjectMapper().readTree(GOLDEN.resolve("expected.json").toFile());
        compare(name, expected.get(name), TorchFile.read(GOLDEN.resolve(name)));
    }

    /** The expected tree: {"dict": [[key, value]]}, {"tuple": []}, {"list": []}, {"tensor": type, …} or a plain value. */
    private static void compare(String path, JsonNode expected, @Nullable Object found) throws IOException {
        if (expected.has("dict")) {
            Map<?, ?> map = (Map<?, ?>) Objects.requireNonNull(found);
            List<Object> keys = new ArrayList<>();
            for (JsonNode item : expected.get("dict")) {
                Object key = item.get(0).isTextual()
                        ? item.get(0).textValue()
                        : (Object) item.get(0).longValue();
                keys.add(key);
                compare(path + "/" + key, item.get(1), map.get(key));
            }
            assertThat(new ArrayList<Object>(map.keySet())).as(path).isEqualTo(keys);
        } else if (expected.has("tuple") || expected.has("list")) {
            List<?> list = (List<?>) Objects.requireNonNull(found);
            JsonNode items = expected.elements().next();
            assertThat(list).as(path).hasSize(items.size());
            assertThat(list instanceof Tuple).as(path).isEqualTo(expected.has("tuple"));
            for (int i = 0; i < list.size(); i++) {
                compare(path + "/" + i, items.get(i), list.get(i));
            }
        } else if (expected.has("tensor")) {
            StoredTensor tensor = (StoredTensor) Objects.requireNonNull(found);
            assertThat(tensor.dtype())
                    .as(path)
                    .isEqualTo(dtype(expected.get("tensor").textValue()));
            assertThat(tensor.shape()).as(path).isEqualTo(list(expected.get("shape"), JsonNode::longValue));
            assertThat(Numbers.of(tensor)).as(path).isEqualTo(list(expected.get("values"), JsonNode::doubleValue));
        } else {
            Object value = expected.isNull()
                    ? null
                    : expected.isBoolean()
                            ? (Object) expected.booleanValue()
                            : expected.isTextual()
                                    ? expected.textValue()
                                    : expected.isIntegralNumber()
                                            ? (Object) expected.longValue()
                                            : (Object) expected.doubleValue();
            assertThat(found).as(path).isEqualTo(value);
        }
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> value) {
        List<T> list = new ArrayList<>();
        array.forEach(node -> list.add(value.apply(node)));
        return list;
    }

    private static DType dtype(String torch) {
        return switch (torch) {
            case "float64" -> DType.F64;
            case "float32" -> DType.F32;
            case "float16" -> DType.F16;
            case "bfloat16" -> DType.BF16;
            case "int64" -> DType.I64;
            case "int32" -> DType.I32;
            case "int16" -> DType.I16;
            case "int8" -> DType.I8;
            case "uint8" -> DType.U8;
            case "bool" -> DType.BOOL;
            default -> throw new AssertionError(torch);
        };
    }

    @Test
    void readsParametersWithAttributes() throws IOException {
        Map<?, ?> tree = (Map<?, ?>) Objects.requireNonNull(TorchFile.read(GOLDEN.resolve("attributes.pt")));
        assertThat(Numbers.of((StoredTensor) Objects.requireNonNull(tree.get("p"))))
                .containsExactly(1.0, 2.0);
    }

    @Test
    void unknownClassesBecomeInert() throws IOException {
        Map<?, ?> tree = (Map<?, ?>) Objects.requireNonNull(TorchFile.read(GOLDEN.resolve("lightning.ckpt")));
        String checkpoints = "pytorch_lightning.callbacks.model_checkpoint.";
        assertThat(tree.get("box")).isEqualTo(new InertObject(checkpoints + "Box"));
        assertThat(tree.get("huge")).isEqualTo(new InertObject("builtins.int"));
        assertThat(tree.get("dtype")).isEqualTo(new InertObject("torch.float16"));
        assertThat(tree.get("arr")).isInstanceOf(InertObject.class);
        assertThat(tree.get("dd")).isEqualTo(Map.of("a", Map.of("b", 1L)));
        Map<?, ?> callbacks = (Map<?, ?>) Objects.requireNonNull(tree.get("callbacks"));
        assertThat(callbacks.containsKey(new InertObject(checkpoints + "ModelCheckpoint")))
                .isTrue();
    }

    @Test
    void whatIsWrittenReadsBack() throws IOException {
        Numbers weight = Numbers.floats(List.of(2L, 3L), 1, 2, 3, 4, 5, 6);
        Map<Object, Object> tree = new LinkedHashMap<>();
        tree.put(768L, Tuple.of(Map.of("linear.0.weight", weight), Map.of("linear.0.weight", weight)));
        tree.put("list", Arrays.asList(1L, 300L, -1L, 1L << 40, 0.5, "ä", null, true, List.of()));
        tree.put(
                "copied",
                Objects.requireNonNull(
                        ((Map<?, ?>) Objects.requireNonNull(TorchFile.read(GOLDEN.resolve("zip.pt")))).get("t")));
        Path file = folder.resolve("oil.v1.pt");
        TorchFile.write(file, tree);

        Map<?, ?> read = (Map<?, ?>) Objects.requireNonNull(TorchFile.read(file));
        Tuple pair = (Tuple) Objects.requireNonNull(read.get(768L));
        StoredTensor key = (StoredTensor)
                Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(pair.get(0))).get("linear.0.weight"));
        assertThat(pair.get(1)).as("the same tensor is stored once").isEqualTo(Map.of("linear.0.weight", key));
        assertThat(key.shape()).isEqualTo(weight.shape());
        assertThat(Numbers.of(key)).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
        assertThat(key.offset() % 64).isZero();
        assertThat(read.get("list")).isEqualTo(tree.get("list"));
        StoredTensor copied = (StoredTensor) Objects.requireNonNull(read.get("copied"));
        assertThat(copied.isContiguous()).isTrue();
        assertThat(Numbers.of(copied)).startsWith(0.0, 6.0, 12.0, 18.0, 1.0);
    }

    /** A second zip reader agrees, also on the check sums. */
    @Test
    void writesAWellFormedZip() throws IOException {
        Path file = folder.resolve("net.pt");
        TorchFile.write(file, Map.of("w", Numbers.floats(List.of(1L), 1)));
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<String> names = new ArrayList<>();
            for (ZipEntry entry : Collections.list(zip.entries())) {
                names.add(entry.getName());
                CRC32 crc = new CRC32();
                crc.update(zip.getInputStream(entry).readAllBytes());
                assertThat(crc.getValue()).as(entry.getName()).isEqualTo(entry.getCrc());
            }
            assertThat(names).containsExactly("net/data.pkl", "net/byteorder", "net/data/0", "net/version");
        }
        byte[] first = Files.readAllBytes(file);
        TorchFile.write(file, Map.of("w", Numbers.floats(List.of(1L), 1)));
        assertThat(Files.readAllBytes(file)).as("the same bytes each time").isEqualTo(first);
    }

    @Test
    void treesThatCannotBeWrittenAreTheCallersFault() {
        Path file = folder.resolve("x.pt");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TorchFile.write(file, new InertObject("a.B")))
                .withMessageContaining("tree: expected plain values and tensors");
        List<Object> loop = new ArrayList<>();
        loop.add(loop);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TorchFile.write(file, loop))
                .withMessageContaining("levels");
        assertThat(file).doesNotExist();
    }
}
