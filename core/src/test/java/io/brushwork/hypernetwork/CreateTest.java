package io.brushwork.hypernetwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brushwork.files.DType;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** New networks, and networks of weights that are there. */
class CreateTest {
    private static final HypernetworkConfig LINEAR = config("Normal");

    @TempDir
    private Path folder;

    /** Recorded from PyTorch: {@code created.json} says how. */
    static Stream<JsonNode> recorded() throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(Golden.file("created.json").toFile())
                .path("cases");
        List<JsonNode> list = new ArrayList<>();
        cases.forEach(list::add);
        return list.stream();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void weightsAreThoseOfA1111ForTheSameSeed(JsonNode expected) {
        HypernetworkConfig config = HypernetworkConfig.untrained(
                numbers(expected.path("layerStructure")),
                Activation.of(expected.path("activation").asText()),
                expected.path("layerNorm").booleanValue(),
                expected.path("activateOutput").booleanValue(),
                numbers(expected.path("dropoutStructure")),
                expected.path("weightInit").asText());
        List<Long> widths =
                numbers(expected.path("widths")).stream().map(Double::longValue).toList();
        try (Scope scope = new Scope();
                Hypernetwork network = Hypernetwork.create(
                        "new", widths, config, expected.path("seed").asLong())) {
            assertThat(network.modules().keySet()).containsExactlyElementsOf(widths);
            List<String> names = new ArrayList<>();
            expected.path("weights").fieldNames().forEachRemaining(names::add);
            assertThat(network.weights().keySet()).containsExactlyElementsOf(names);
            network.weights().forEach((name, weight) -> {
                JsonNode wanted = expected.path("weights").path(name);
                float[] found = DrawnModule.floats(weight);
                for (int i = 0; i < wanted.path("first").size(); i++) {
                    assertThat((double) found[i])
                            .as(name)
                            .isCloseTo(wanted.path("first").path(i).asDouble(), within(1e-7));
                }
                assertThat((double) found[found.length - 1])
                        .as(name)
                        .isCloseTo(wanted.path("last").asDouble(), within(1e-7));
                Tensor exact = weight.to(ScalarType.Double);
                assertThat(exact.sum().item_double())
                        .as(name)
                        .isCloseTo(wanted.path("sum").asDouble(), within(1e-5));
                assertThat(exact.square().sum().item_double())
                        .as(name)
                        .isCloseTo(wanted.path("squares").asDouble(), within(1e-5));
            });
        }
    }

    @Test
    void theSeedDecides() {
        try (Hypernetwork one = Hypernetwork.create("a", List.of(8L), LINEAR, 5);
                Hypernetwork same = Hypernetwork.create("b", List.of(8L), LINEAR, 5);
                Hypernetwork other = Hypernetwork.create("a", List.of(8L), LINEAR, 6)) {
            assertThat(weight(one).equal(weight(same))).isTrue();
            assertThat(weight(one).equal(weight(other))).isFalse();
        }
    }

    @Test
    void itCanBeTrainedEvenWhereItWasMadeUnderInferenceMode() {
        Hypernetwork network;
        try (InferenceMode inference = new InferenceMode(true)) {
            network = Hypernetwork.create("a", List.of(8L), LINEAR, 5);
        }
        try (Scope scope = new Scope();
                network) {
            network.weights().values().forEach(weight -> weight.requires_grad_(true));
            Objects.requireNonNull(network.modules().get(8L))
                    .key()
                    .forward(torch.ones(1, 3, 8), 1)
                    .square()
                    .sum()
                    .backward();
            assertThat(weight(network).grad().abs().sum().item_double()).isPositive();
        }
    }

    @Test
    void itIsSavedAndReadBackWithTheSettingsOfItsTraining() throws IOException {
        for (String name : List.of("oil-500.pt", "oil-500.safetensors")) {
            Path file = folder.resolve(name);
            try (Hypernetwork network = Hypernetwork.create("oil", List.of(8L, 4L), LINEAR, 5)) {
                HypernetworkConfig trained = network.config().withTraining(500, "0123456789", "pocket");
                network.save(file, DType.F32, trained, "oil");
                try (Hypernetwork again = Hypernetwork.load(file, Compute.CPU)) {
                    assertThat(again.config()).isEqualTo(trained);
                    assertThat(again.recordedName()).isEqualTo("oil");
                    assertThat(again.name()).isEqualTo("oil-500");
                    assertThat(again.modules().keySet()).containsExactly(8L, 4L);
                    assertThat(weight(again).equal(weight(network))).isTrue();
                    assertThat(again.id().sha256()).isNotEqualTo(network.id().sha256());
                }
                assertThatThrownBy(() -> network.save(file, DType.F32, config("Normal", 1.0, 3.0, 1.0), "oil"))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("settings: expected the layers of ");
            }
        }
    }

    @Test
    void aNetworkOfGivenWeightsHasCopiesOfThem() throws IOException {
        try (Scope scope = new Scope();
                Hypernetwork first = Golden.load("swish_drop.pt")) {
            Map<String, Tensor> weights = new LinkedHashMap<>(first.weights());
            try (Hypernetwork copy = Hypernetwork.of("copy", first.config(), weights)) {
                assertThat(copy.name()).isEqualTo("copy");
                assertThat(copy.weights().keySet()).containsExactlyElementsOf(weights.keySet());
                Objects.requireNonNull(copy.weights().get("32.k.linear.0.weight"))
                        .zero_();
            }
            assertThat(weight(first).abs().sum().item_double()).isPositive();
            weights.put("32.k.linear.9.weight", torch.ones(3));
            assertThatThrownBy(() -> Hypernetwork.of("copy", first.config(), weights))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("weights: the structure has no 32.k.linear.9.weight");
            weights.remove("32.k.linear.9.weight");
            weights.put("32.k.linear.0.weight", torch.ones(3));
            assertThatThrownBy(() -> Hypernetwork.of("copy", first.config(), weights))
                    .hasMessage("weights: expected 32.k.linear.0.weight of shape [64, 32], got [3]");
            weights.remove("32.k.linear.0.weight");
            assertThatThrownBy(() -> Hypernetwork.of("copy", first.config(), weights))
                    .hasMessage("weights: expected 32.k.linear.0.weight of shape [64, 32], got none");
            assertThatThrownBy(() -> Hypernetwork.of("copy", first.config(), Map.of("a", torch.ones(1))))
                    .hasMessage("weights: expected names such as 768.k.linear.0.weight, got a");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1L << 17})
    void impossibleWidthsAreRefused(long width) {
        assertThatThrownBy(() -> Hypernetwork.create("a", List.of(width), LINEAR, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "widths: expected one or more different whole numbers from 1 to 65536, got [" + width + "]");
    }

    @Test
    void otherBadInputIsRefused() {
        assertThatThrownBy(() -> Hypernetwork.create("a", List.of(), LINEAR, 0))
                .hasMessageStartingWith("widths: expected one or more");
        assertThatThrownBy(() -> Hypernetwork.create("a", List.of(8L, 8L), LINEAR, 0))
                .hasMessageStartingWith("widths: expected one or more different");
        assertThatThrownBy(() -> Hypernetwork.create("a", List.of(8L), config("Orthogonal"), 0))
                .hasMessage("weightInit: expected one of Normal, XavierUniform, XavierNormal, KaimingUniform,"
                        + " KaimingNormal, got Orthogonal");
        assertThatThrownBy(() -> Hypernetwork.create("a", List.of(8L), config("Normal", 1.0, 0.1, 1.0), 0))
                .hasMessage("layer_structure: 0.1 of width 8 leaves nothing");
        assertThatThrownBy(() -> HypernetworkConfig.untrained(
                        List.of(1.0, 2.0, 1.0), Activation.RELU, false, false, List.of(0.0, 0.1), "Normal"))
                .hasMessage("dropout_structure: expected 3 numbers, as many as layer_structure has, got [0.0, 0.1]");
    }

    @Test
    void whatHalfPrecisionCannotHoldIsNotSaved() throws IOException {
        try (Scope scope = new Scope();
                Hypernetwork network = Hypernetwork.of("a", config("Normal", 1.0, 1.0), weights(70000))) {
            Path file = folder.resolve("a.pt");
            assertThatThrownBy(() -> network.save(file, DType.F16))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("dtype: 4.k.linear.0.weight holds 70000.0, more than f16 can (65504);"
                            + " take f32 or bf16");
            assertThat(folder).isEmptyDirectory();
            network.save(file, DType.BF16);
        }
    }

    private static Map<String, Tensor> weights(double value) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (String side : List.of("4.k.", "4.v.")) {
            weights.put(side + "linear.0.weight", torch.full(new long[] {4, 4}, new Scalar(value)));
            weights.put(side + "linear.0.bias", torch.zeros(4));
        }
        return weights;
    }

    private static Tensor weight(Hypernetwork network) {
        return network.weights().values().iterator().next();
    }

    private static HypernetworkConfig config(String init, Double... structure) {
        List<Double> layers = structure.length == 0 ? List.of(1.0, 2.0, 1.0) : List.of(structure);
        return HypernetworkConfig.untrained(
                layers, Activation.LINEAR, false, false, HypernetworkConfig.noDropout(layers), init);
    }

    private static List<Double> numbers(JsonNode list) {
        List<Double> numbers = new ArrayList<>();
        list.forEach(number -> numbers.add(number.asDouble()));
        return numbers;
    }
}
