package io.brushwork.hypernetwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.files.DType;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.Safetensors;
import io.brushwork.files.TensorData;
import io.brushwork.nn.WrittenTensor;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.LibTorch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files whose parts do not fit each other: each is refused in one sentence that names the part. */
class DamagedFileTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    @Test
    void aStructureThatTheTensorsDoNotHaveIsRefused() throws IOException {
        refused(
                tree -> tree.put("layer_structure", List.of(1.0, 3.0, 1.0)),
                "32.k.linear.0.weight: expected [96, 32], found [64, 32]");
        refused(
                tree -> {
                    tree.put("layer_structure", List.of(1.0, 2.0, 1.0, 1.0));
                    tree.remove("dropout_structure");
                },
                "32.k.linear.2.weight: missing; expected [32, 32]");
        refused(
                tree -> tree.put("layer_structure", List.of(1.0, 1.0)),
                "32.k.linear.0.weight: expected [32, 32], found [64, 32]");
    }

    @Test
    void anUndeclaredLayerNormIsRefused() throws IOException {
        refused(
                "relu_ln.pt",
                tree -> tree.remove("is_layer_norm"),
                "32.k.linear.2.weight: expected [32, 64], found [64]");
        refused(tree -> tree.put("is_layer_norm", true), "32.k.linear.1.weight: expected [64], found [32, 64]");
    }

    /** Without its activation such a file would load, and give quite another network. */
    @Test
    void anUndeclaredActivationIsRefused() throws IOException {
        refused(
                "elu_wide.pt",
                tree -> tree.put("activation_func", null),
                "32.k.linear: weights are numbered [0, 2], but the declared structure, activation and dropout number them"
                        + " [0, 1]");
    }

    @Test
    void weightsNumberedWithoutGapsAreReadInOrder() throws IOException {
        Path file =
                ChangedFile.of("linear.pt", folder.resolve("dense.pt"), tree -> tree.put("activation_func", "relu"));
        try (Hypernetwork network = Hypernetwork.load(file, Compute.CPU)) {
            assertThat(Objects.requireNonNull(network.modules().get(32L)).key().weights())
                    .containsOnlyKeys("linear.0.weight", "linear.0.bias", "linear.2.weight", "linear.2.bias");
        }
    }

    @Test
    void missingAndSurplusTensorsAreNamed() throws IOException {
        refused(
                tree -> ChangedFile.keyState(tree, 32).remove("linear.1.bias"),
                "32.k.linear.1.bias: missing; expected [32]");
        refused(
                tree -> ChangedFile.keyState(tree, 64).remove("linear.1.weight"),
                "64.k.linear.1.weight: missing; expected [64, 128]");
        refused(
                tree -> ChangedFile.keyState(tree, 32).put("linear.2.weight", ones(DType.F32, 32)),
                "32.k.linear.2: one layer more than the declared structure has");
        refused(
                tree -> ChangedFile.keyState(tree, 32).put("norm.weight", ones(DType.F32, 32)),
                "32.k.norm.weight: no weight of a hypernetwork has this name");
        refused(
                tree -> ChangedFile.keyState(tree, 32).put("linear1.weight", ones(DType.F32, 64, 32)),
                "32.k.linear1.weight: stands there twice");
        refused(
                tree -> ChangedFile.keyState(tree, 32).put("linear.1.bias", ones(DType.I32, 32)),
                "32.k.linear.1.bias: expected floating-point numbers, found i32");
        refused(
                tree -> ChangedFile.keyState(tree, 32).put("linear.1.bias", 3L),
                "32.k.linear.1.bias: expected a tensor");
    }

    @Test
    void numbersThatAreNoneAreRefused() throws IOException {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            float[] numbers = new float[32];
            numbers[31] = bad;
            refused(
                    tree -> ChangedFile.keyState(tree, 32)
                            .put("linear.1.bias", WrittenTensor.of(DType.F32, DrawnModule.tensor(numbers, 32))),
                    "32.k.linear.1.bias: holds infinite numbers or NaN");
        }
    }

    @Test
    void networksOfTheMonkeyPatchExtensionAreRefusedWithTheReason() throws IOException {
        refused(tree -> tree.put("skip_connection", true), "made by the Hypernetwork-MonkeyPatch extension");
        refused(tree -> tree.put("upsample_linear", "Linear"), "made by the Hypernetwork-MonkeyPatch extension");
        refused(
                tree -> ChangedFile.keyState(tree, 32).put("linear.0.linear.0.weight", ones(DType.F32, 1)),
                "made by the Hypernetwork-MonkeyPatch extension");
    }

    @Test
    void theExtensionsKeysAloneDoNoHarm() throws IOException {
        Path file = ChangedFile.of("linear.pt", folder.resolve("plain.pt"), tree -> {
            tree.put("skip_connection", false);
            tree.put("upsample_linear", null);
        });
        try (Hypernetwork network = Hypernetwork.load(file, Compute.CPU)) {
            assertThat(network.modules()).hasSize(2);
        }
    }

    @Test
    void valuesOfTheWrongKindAreNamed() throws IOException {
        refused(tree -> tree.put("activation_func", "ReLU"), "activation: expected one of linear, relu");
        refused(tree -> tree.put("activation_func", 3L), "activation_func: expected text, found 3");
        refused(tree -> tree.put("activation_func", "glu"), "activation: glu cannot be used: it halves the width");
        refused(
                tree -> tree.put("layer_structure", "1,2,1"),
                "layer_structure: expected a list of numbers, found 1,2,1");
        refused(tree -> tree.put("layer_structure", List.of(2L, 1L)), "layer_structure: expected two or more numbers");
        refused(tree -> tree.put("layer_structure", List.of(1L, 0.001, 1L)), "0.001 of width 32 leaves nothing");
        refused(tree -> tree.put("dropout_structure", List.of(0L, 0L)), "dropout_structure: expected 3 numbers");
        refused(tree -> tree.put("dropout_structure", List.of(0L, 1L, 0L)), "numbers from 0 to below 1");
        refused(tree -> tree.put("is_layer_norm", 7L), "is_layer_norm: expected true or false, found 7");
        refused(tree -> tree.put("step", -4L), "step: expected 0 or more, got -4");
        refused(tree -> tree.put(32L, List.of(1L)), "key 32: expected a width with a pair of modules");
        refused(tree -> tree.put(-5L, List.of(1L, 2L)), "key -5: expected a width");
        refused(tree -> tree.put(96L, List.of(1L, 2L)), "96.k: expected a dictionary of tensors");
        refused(
                tree -> {
                    tree.remove(32L);
                    tree.remove(64L);
                },
                "no hypernetwork: expected widths such as 320 or 768 as keys, found none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format|brushwork.hypernetwork.v2|expected the metadata to say format brushwork.hypernetwork.v1",
                "widths|[32|metadata widths: is not JSON",
                "widths|[64]|32.k.linear.0.weight: expected a tensor of one of the widths [64]",
                "widths|[32.5]|metadata widths: expected a list of whole numbers",
                "widths|[]|metadata widths: expected a list of whole numbers",
                "layer_structure|[1,3,1]|32.k.linear.0.weight: expected [96, 32], found [64, 32]",
                "is_layer_norm|maybe|metadata is_layer_norm: is not JSON",
                "is_layer_norm|1|is_layer_norm: expected true or false, found 1"
            })
    void damagedSafetensorsAreRefused(String key, String value, String reason) throws IOException {
        Path file = folder.resolve("a.safetensors");
        try (Hypernetwork network = Golden.load("nai_old.pt")) {
            network.save(file);
            Map<String, String> metadata =
                    new LinkedHashMap<>(Safetensors.read(file).metadata());
            metadata.put(key, value);
            Map<String, TensorData> tensors = new LinkedHashMap<>();
            network.weights().forEach((name, weight) -> tensors.put(name, WrittenTensor.of(DType.F32, weight)));
            Safetensors.write(file, tensors, metadata);
        }
        refuses(file, reason);
    }

    @Test
    void otherSafetensorsAreRefused() {
        refuses(Golden.file("modules.safetensors"), "no hypernetwork that this version can read");
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        refuses(folder.resolve("none.pt"), "does not exist");
    }

    private void refused(Consumer<Map<Object, Object>> change, String reason) throws IOException {
        refused("linear.pt", change, reason);
    }

    private void refused(String golden, Consumer<Map<Object, Object>> change, String reason) throws IOException {
        refuses(ChangedFile.of(golden, folder.resolve("changed.pt"), change), reason);
    }

    private static void refuses(Path file, String reason) {
        assertThatThrownBy(() -> Hypernetwork.load(file, Compute.CPU).close())
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    private static WrittenTensor ones(DType dtype, long... shape) {
        return WrittenTensor.of(dtype, torch.ones(shape));
    }
}
