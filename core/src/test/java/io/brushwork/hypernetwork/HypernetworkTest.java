package io.brushwork.hypernetwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.files.DType;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.WrittenTensor;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HypernetworkTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "linear.pt",
                "relu_ln.pt",
                "swish_drop.pt",
                "mish_out.pt",
                "elu_wide.pt",
                "nai_old.pt",
                "relu_default_out.ckpt"
            })
    void everyRecordedFileGivesA1111sContexts(String file) throws IOException {
        try (Scope scope = new Scope();
                Hypernetwork network = Golden.load(file)) {
            assertThat(network.modules()).isNotEmpty();
            for (long width : network.modules().keySet()) {
                Tensor x = Golden.recorded("x." + width);
                for (double strength : new double[] {1, 0.5}) {
                    ContextTransform transform = network.transform(Strength.of(strength));
                    String name = network.name() + "." + strength + ".";
                    assertThat(Golden.distance(
                                    transform.forKey(x, Golden.site(width)), Golden.recorded(name + "k." + width)))
                            .isLessThan(1e-5);
                    assertThat(Golden.distance(
                                    transform.forValue(x, Golden.site(width)), Golden.recorded(name + "v." + width)))
                            .isLessThan(1e-5);
                }
            }
        }
    }

    @Test
    void settingsAreRead() throws IOException {
        try (Hypernetwork network = Golden.load("swish_drop.pt")) {
            assertThat(network.config())
                    .isEqualTo(new HypernetworkConfig(
                            List.of(1.0, 2.0, 2.0, 1.0),
                            Activation.SWISH,
                            false,
                            false,
                            List.of(0.0, 0.05, 0.15, 0.0),
                            true,
                            true,
                            "Normal",
                            1234,
                            "0123456789",
                            "pocket-sd1",
                            null));
            assertThat(network.recordedName()).isEqualTo("swish_drop");
        }
        try (Hypernetwork network = Golden.load("elu_wide.pt")) {
            assertThat(network.config().optionalInfo()).isEqualTo("pocket fixture");
        }
    }

    @Test
    void keysThatOldFilesLackHaveA1111sDefaults() throws IOException {
        try (Hypernetwork network = Golden.load("nai_old.pt")) {
            assertThat(network.config())
                    .isEqualTo(new HypernetworkConfig(
                            List.of(1.0, 2.0, 1.0),
                            Activation.LINEAR,
                            false,
                            true,
                            List.of(0.0, 0.0, 0.0),
                            false,
                            false,
                            "Normal",
                            0,
                            null,
                            null,
                            null));
            assertThat(network.recordedName()).isNull();
            assertThat(network.dtype()).isEqualTo(DType.F16);
        }
        try (Hypernetwork network = Golden.load("relu_default_out.ckpt")) {
            assertThat(network.config().activateOutput()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "linear.pt, pt",
        "relu_ln.pt, pt",
        "swish_drop.pt, pt",
        "nai_old.pt, pt",
        "relu_default_out.ckpt, ckpt",
        "linear.pt, safetensors",
        "mish_out.pt, safetensors",
        "elu_wide.pt, safetensors",
        "nai_old.pt, safetensors"
    })
    void whatIsWrittenReadsBackTheSame(String file, String extension) throws IOException {
        Path copy = folder.resolve(file.substring(0, file.indexOf('.')) + "." + extension);
        try (Hypernetwork network = Golden.load(file)) {
            network.save(copy);
            try (Hypernetwork again = Hypernetwork.load(copy, Compute.CPU)) {
                assertThat(again.config()).isEqualTo(network.config());
                assertThat(again.dtype()).isEqualTo(network.dtype());
                assertThat(again.recordedName()).isEqualTo(network.name());
                assertThat(new ArrayList<>(again.modules().keySet()))
                        .isEqualTo(new ArrayList<>(network.modules().keySet()));
                assertSameWeights(again, network);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"half.pt", "half.safetensors"})
    void halfTypesAreWrittenAndRead(String name) throws IOException {
        try (Hypernetwork network = Golden.load("nai_old.pt")) {
            for (DType dtype : List.of(DType.F16, DType.BF16, DType.F32)) {
                network.save(folder.resolve(name), dtype);
                try (Hypernetwork again = Hypernetwork.load(folder.resolve(name), Compute.CPU)) {
                    assertThat(again.dtype()).isEqualTo(dtype);
                    if (dtype != DType.BF16) {
                        assertSameWeights(again, network);
                    }
                }
            }
        }
    }

    @Test
    void aPtHasA1111sKeysInA1111sOrder() throws IOException {
        Path copy = folder.resolve("copy.pt");
        try (Hypernetwork network = Golden.load("swish_drop.pt")) {
            network.save(copy);
        }
        Map<Object, Object> written = ChangedFile.tree(copy);
        Map<Object, Object> original = ChangedFile.tree(Golden.file("swish_drop.pt"));
        assertThat(new ArrayList<Object>(written.keySet())).isEqualTo(new ArrayList<Object>(original.keySet()));
        assertThat(written.get("layer_structure")).isEqualTo(List.of(1.0, 2.0, 2.0, 1.0));
        assertThat(written.get("dropout_structure")).isEqualTo(List.of(0L, 0.05, 0.15, 0L));
        assertThat(written.get("name")).isEqualTo("copy");
        assertThat(ChangedFile.keyState(written, 32).keySet())
                .containsExactly(
                        "linear.0.weight",
                        "linear.0.bias",
                        "linear.3.weight",
                        "linear.3.bias",
                        "linear.6.weight",
                        "linear.6.bias");
    }

    /** In A1111, training copies that share the recorded name were taken for one another. */
    @Test
    void copiesWithOneRecordedNameStayApart() throws IOException {
        Path early = write("foo-500.pt", tree -> tree.put("name", "foo"));
        Path late = folder.resolve("foo.pt");
        try (Hypernetwork other = Golden.load("nai_old.pt")) {
            other.save(late);
        }
        try (Scope scope = new Scope();
                Hypernetwork first = Hypernetwork.load(early, Compute.CPU);
                Hypernetwork second = Hypernetwork.load(late, Compute.CPU)) {
            assertThat(first.recordedName()).isEqualTo("foo").isEqualTo(second.recordedName());
            assertThat(first.name()).isEqualTo("foo-500");
            assertThat(first.id()).isNotEqualTo(second.id());
            assertThat(first.id().shortHash())
                    .hasSize(10)
                    .isNotEqualTo(second.id().shortHash());
            Tensor x = Golden.recorded("x.32");
            HypernetworkChain chain = HypernetworkChain.of(List.of(
                    new AppliedHypernetwork(first, Strength.FULL), new AppliedHypernetwork(second, Strength.FULL)));
            Tensor one = first.transform(Strength.FULL).forKey(x, Golden.site(32));
            Tensor both = second.transform(Strength.FULL).forKey(one, Golden.site(32));
            assertThat(chain.forKey(x, Golden.site(32)).equal(both)).isTrue();
            assertThat(Golden.distance(one, second.transform(Strength.FULL).forKey(x, Golden.site(32))))
                    .isGreaterThan(1e-4);
        }
    }

    @Test
    void identityIsPathAndContent() throws IOException {
        Path file = folder.resolve("a.bin");
        Files.writeString(file, "abc");
        Hypernetwork.Id id = Hypernetwork.Id.of(file);
        assertThat(id.sha256()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Hypernetwork.Id.of(folder.resolve("./a.bin"))).isEqualTo(id);
        Files.writeString(file, "abd");
        assertThat(Hypernetwork.Id.of(file)).isNotEqualTo(id);
    }

    @Test
    void namesMayHoldDotsAndParentheses() throws IOException {
        Path file = write("foo (v2).final.pt", tree -> {});
        try (Hypernetwork network = Hypernetwork.load(file, Compute.CPU)) {
            assertThat(network.name()).isEqualTo("foo (v2).final");
        }
    }

    @Test
    void optimizerStateAndUnknownKeysAreIgnored() throws IOException {
        Path file = write("old.pt", tree -> {
            tree.put("optimizer_name", "AdamW");
            tree.put("optimizer_state_dict", new LinkedHashMap<>(Map.of("state", Map.of(0L, Map.of("step", 3L)))));
            tree.put("activate_output", null);
            tree.put("activation_func", null);
        });
        try (Hypernetwork network = Hypernetwork.load(file, Compute.CPU)) {
            assertThat(network.config().activation()).isEqualTo(Activation.LINEAR);
            assertThat(network.config().activateOutput()).isFalse();
            assertThat(network.modules()).containsOnlyKeys(32L, 64L);
        }
    }

    @Test
    void theSlopeOfAPreluIsReadAndWritten() throws IOException {
        Path file = write("prelu.pt", tree -> {
            tree.remove(64L);
            tree.put("activation_func", "prelu");
            for (Map<Object, Object> state : ChangedFile.states(tree, 32)) {
                state.put("linear.2.weight", state.remove("linear.1.weight"));
                state.put("linear.2.bias", state.remove("linear.1.bias"));
                state.put("linear.1.weight", WrittenTensor.of(DType.F32, DrawnModule.tensor(new float[] {0.4f}, 1)));
            }
        });
        try (Scope scope = new Scope();
                Hypernetwork network = Hypernetwork.load(file, Compute.CPU)) {
            network.save(folder.resolve("copy.safetensors"));
            try (Hypernetwork again = Hypernetwork.load(folder.resolve("copy.safetensors"), Compute.CPU)) {
                assertSameWeights(again, network);
                Tensor slope = Objects.requireNonNull(again.weights().get("32.v.linear.1.weight"));
                assertThat(DrawnModule.floats(slope)).containsExactly(0.4f);
            }
        }
    }

    @Test
    void statisticsAreThoseOfTheNumbers() throws IOException {
        try (Scope scope = new Scope();
                Hypernetwork network = Golden.load("linear.pt")) {
            assertThat(network.parameterCount()).isEqualTo(2 * (2 * 2 * 32 * 32 + 3 * 32 + 2 * 2 * 64 * 64 + 3 * 64));
            assertThat(network.statistics()).hasSize(16);
            LayerStatistics first = network.statistics().get(0);
            assertThat(first.name()).isEqualTo("32.k.linear.0.weight");
            assertThat(first.shape()).containsExactly(64L, 32L);
            float[] numbers =
                    DrawnModule.floats(Objects.requireNonNull(network.weights().get(first.name())));
            double mean = 0;
            double square = 0;
            double max = 0;
            for (float number : numbers) {
                mean += number / (double) numbers.length;
                square += number * (double) number / numbers.length;
                max = Math.max(max, Math.abs(number));
            }
            assertThat(first.count()).isEqualTo(numbers.length);
            assertThat(first.mean()).isCloseTo(mean, within(1e-12));
            assertThat(first.std()).isCloseTo(Math.sqrt(square - mean * mean), within(1e-9));
            assertThat(first.maxAbs()).isCloseTo(max, within(1e-12));
        }
    }

    @Test
    void unknownExtensionsAreNotWritten() throws IOException {
        try (Hypernetwork network = Golden.load("linear.pt")) {
            assertThatThrownBy(() -> network.save(folder.resolve("a.bin")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected a name ending in .pt, .ckpt or .safetensors");
            assertThatThrownBy(() -> network.save(folder.resolve("a.pt"), DType.I32))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("dtype: expected f32, f16 or bf16, got i32");
            assertThat(folder).isEmptyDirectory();
        }
    }

    private static void assertSameWeights(Hypernetwork found, Hypernetwork expected) {
        assertThat(found.weights().keySet())
                .containsExactlyElementsOf(expected.weights().keySet());
        found.weights()
                .forEach((name, weight) -> assertThat(
                                weight.equal(expected.weights().get(name)))
                        .as(name)
                        .isTrue());
    }

    /** A copy of linear.pt with a changed tree. */
    private Path write(String name, Consumer<Map<Object, Object>> change) throws IOException {
        return ChangedFile.of("linear.pt", folder.resolve(name), change);
    }
}
