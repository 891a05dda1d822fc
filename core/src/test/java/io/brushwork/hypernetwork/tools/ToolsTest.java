package io.brushwork.hypernetwork.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.files.DType;
import io.brushwork.hypernetwork.Activation;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkConfig;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolsTest {
    @TempDir
    private Path folder;

    /** Singular values by NumPy in double precision, effects by PyTorch over its randn of seed 0. */
    @Test
    void whatInspectionFindsIsWhatNumPyAndPyTorchFind() throws IOException {
        try (Hypernetwork network = load("linear")) {
            Inspection inspection = Inspection.of(network);
            assertThat(inspection.weights()).hasSize(16);
            Inspection.Weight first = inspection.weights().get(0);
            assertThat(first.statistics().name()).isEqualTo("32.k.linear.0.weight");
            assertThat(first.norm()).isCloseTo(3.2067446653853144, within(1e-9));
            Spectrum spectrum = Objects.requireNonNull(first.spectrum());
            assertThat(spectrum.fullRank()).isEqualTo(32);
            assertThat(spectrum.effectiveRank()).isCloseTo(29.75231607896022, within(1e-4));
            double[] expected = {0.962810701122847, 0.868229700568337, 0.8194925993398956, 0.8114521268106357};
            for (int i = 0; i < expected.length; i++) {
                assertThat(spectrum.largest().get(i)).isCloseTo(expected[i], within(1e-6));
            }
            assertThat(inspection.weights().get(1).spectrum()).isNull();
            Inspection.Weight wide = inspection.weights().get(14);
            assertThat(wide.statistics().name()).isEqualTo("64.v.linear.1.weight");
            assertThat(Objects.requireNonNull(wide.spectrum()).effectiveRank())
                    .isCloseTo(59.19909951283421, within(1e-4));
            assertThat(inspection.effects()).hasSize(2);
            Inspection.Effect narrow = inspection.effects().get(0);
            assertThat(narrow.width()).isEqualTo(32);
            assertThat(narrow.key()).isCloseTo(0.2039764884619764, within(1e-6));
            assertThat(narrow.value()).isCloseTo(0.19031757815213232, within(1e-6));
            assertThat(inspection.effects().get(1).key()).isCloseTo(0.19468676090254358, within(1e-6));
        }
    }

    @Test
    void effectiveRankCountsEqualValues() {
        try (Scope scope = new Scope()) {
            Tensor three = torch.eye(5).mul(new Scalar(2.0));
            three.narrow(0, 3, 2).zero_();
            assertThat(Spectrum.of(three).effectiveRank()).isCloseTo(3, within(1e-5));
            assertThat(Spectrum.of(torch.zeros(4, 3)).effectiveRank()).isZero();
            assertThat(Spectrum.of(torch.zeros(4, 3)).fullRank()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"linear,pt", "linear,ckpt", "relu_ln,safetensors", "swish_drop,safetensors", "nai_old,safetensors"})
    void thereAndBackNothingChanges(String name, String extension) throws IOException {
        Path there = folder.resolve("there." + extension);
        Path back = folder.resolve("back.pt");
        Conversion conversion = Conversion.of(file(name), there, null);
        assertThat(conversion.changed()).isZero();
        assertThat(conversion.to()).isEqualTo(conversion.from());
        Conversion.of(there, back, null);
        try (Hypernetwork before = load(name);
                Hypernetwork after = Hypernetwork.load(back, Compute.CPU)) {
            assertThat(after.config()).isEqualTo(before.config());
            assertThat(after.dtype()).isEqualTo(before.dtype());
            assertThat(after.weights().keySet())
                    .containsExactlyElementsOf(before.weights().keySet());
            after.weights()
                    .forEach((key, weight) -> assertThat(
                                    weight.equal(before.weights().get(key)))
                            .as(key)
                            .isTrue());
        }
    }

    @Test
    void whatASmallerTypeLosesIsCounted() throws IOException {
        Conversion half = Conversion.of(file("linear"), folder.resolve("half.pt"), DType.F16);
        assertThat(half.from()).isEqualTo(DType.F32);
        assertThat(half.numbers()).isEqualTo(41536);
        assertThat(half.changed()).isBetween(half.numbers() / 2, half.numbers());
        // 11 bits: at most half of the last one, 2^-11 of the largest number. bfloat16 has 8.
        assertThat(half.largestChange()).isBetween(Math.pow(2, -13), Math.pow(2, -11));
        Conversion brain = Conversion.of(file("linear"), folder.resolve("brain.pt"), DType.BF16);
        assertThat(brain.largestChange()).isBetween(Math.pow(2, -10), Math.pow(2, -8));
        assertThat(brain.zeroed()).isZero();
    }

    @Test
    void numbersTooSmallForATypeAreCounted() throws IOException {
        Path tiny = folder.resolve("tiny.pt");
        try (Scope scope = new Scope();
                Hypernetwork network = Hypernetwork.create("tiny", List.of(4L), linear(1.0, 1.0), 0)) {
            network.weights().values().forEach(weight -> weight.mul_(new Scalar(1e-8)));
            network.save(tiny, DType.F32);
        }
        Conversion half = Conversion.of(tiny, folder.resolve("half.safetensors"), DType.F16);
        assertThat(half.numbers()).isEqualTo(40);
        assertThat(half.zeroed()).isEqualTo(32);
    }

    @Test
    void ofOneLayerTheSumOfNetworksIsTheSumOfTheirChanges() {
        try (Scope scope = new Scope();
                Hypernetwork a = Hypernetwork.create("a", List.of(16L, 8L), linear(1.0, 1.0), 1);
                Hypernetwork b = Hypernetwork.create("b", List.of(8L, 16L), linear(1.0, 1.0), 2);
                Hypernetwork sum = HypernetworkMerge.of(
                        "sum", List.of(new HypernetworkMerge.Part(a, 0.3), new HypernetworkMerge.Part(b, -1.5)))) {
            for (long width : new long[] {8, 16}) {
                Tensor x = torch.randn(2, 5, width);
                Tensor expected =
                        x.add(change(a, width, x), new Scalar(0.3)).add(change(b, width, x), new Scalar(-1.5));
                assertThat(Golden.relativeError(key(sum, width, x), expected)).isLessThan(1e-6);
            }
            assertThat(sum.config().optionalInfo())
                    .startsWith("merged of a:0.3 [")
                    .contains("b:-1.5 [");
        }
    }

    @Test
    void eachWeightIsSummedWhateverTheDropoutsNumbering() throws IOException {
        try (Scope scope = new Scope();
                Hypernetwork dropout = load("swish_drop");
                Hypernetwork plain = Hypernetwork.create(
                        "plain",
                        dropout.modules().keySet(),
                        HypernetworkConfig.untrained(
                                dropout.config().layerStructure(),
                                Activation.SWISH,
                                false,
                                false,
                                List.of(0.0, 0.0, 0.0, 0.0),
                                "Normal"),
                        3);
                Hypernetwork mean = HypernetworkMerge.of(
                        "mean",
                        List.of(new HypernetworkMerge.Part(dropout, 0.5), new HypernetworkMerge.Part(plain, 0.5)))) {
            assertThat(mean.config().dropoutStructure())
                    .isEqualTo(dropout.config().dropoutStructure());
            assertThat(mean.config().step()).isEqualTo(1234);
            Tensor expected = weight(dropout, "32.v.linear.6.weight")
                    .add(weight(plain, "32.v.linear.4.weight"))
                    .mul(new Scalar(0.5));
            assertThat(Golden.relativeError(weight(mean, "32.v.linear.6.weight"), expected))
                    .isLessThan(1e-7);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            relu_ln  | swish_drop | the set of widths of relu_ln is [32, 64] and that of swish_drop is [32]
            linear   | relu_ln    | the activation of linear is linear and that of relu_ln is relu
            relu_ln  | linear     | the activation of relu_ln is relu and that of linear is linear
            """)
    void otherStructuresAreNotMerged(String one, String other, String difference) throws IOException {
        try (Hypernetwork a = load(one);
                Hypernetwork b = load(other)) {
            assertThatThrownBy(() -> HypernetworkMerge.of(
                            "sum", List.of(new HypernetworkMerge.Part(a, 1), new HypernetworkMerge.Part(b, 1))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("networks: expected equal structures, but " + difference);
            assertThatThrownBy(() -> HypernetworkMerge.of("sum", List.of(new HypernetworkMerge.Part(a, 1))))
                    .hasMessage("networks: expected two or more, got 1");
            assertThatThrownBy(() -> new HypernetworkMerge.Part(a, Double.NaN))
                    .hasMessage("weight: expected a finite number, got NaN");
        }
    }

    @Test
    void otherLayersAreNotMerged() {
        try (Hypernetwork plain = Hypernetwork.create("plain", List.of(8L), linear(1.0, 2.0, 1.0), 0);
                Hypernetwork wide = Hypernetwork.create("wide", List.of(8L), linear(1.0, 4.0, 1.0), 0)) {
            assertThatThrownBy(() -> HypernetworkMerge.of(
                            "sum", List.of(new HypernetworkMerge.Part(plain, 1), new HypernetworkMerge.Part(wide, 1))))
                    .hasMessage("networks: expected equal structures, but the layer structure of plain is"
                            + " [1.0, 2.0, 1.0] and that of wide is [1.0, 4.0, 1.0]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"oil", "oil-500", "my oil.v2", "öl_9", "油絵"})
    void goodNamesStayAsTheyAre(String name) {
        assertThat(HypernetworkName.checked(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "foo (v2)", "a/b", "a:b", "a>b", ".oil", "oil ", " oil", "oil.", "None", "a\nb"})
    void namesThatA1111WouldChangeAreRefused(String name) {
        assertThatThrownBy(() -> HypernetworkName.checked(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("name: expected ");
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void presetsNeedNoWarning(Preset preset) {
        assertThat(Preset.of(preset.label())).isEqualTo(preset);
        try (Hypernetwork network = Hypernetwork.create("a", List.of(768L), preset.config(), 0)) {
            assertThat(CreateAdvice.of(network)).isEmpty();
        }
    }

    @Test
    void otherPresetsAreRefused() {
        assertThatThrownBy(() -> Preset.of("best"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("preset: expected one of style, subject, few, got best");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            linear  | Normal         | true  | false | 0,0,0   | layer norm without an activation
            relu    | KaimingNormal  | false | false | 0,0,0   | the weight initialisation Normal or add layer norm
            swish   | XavierUniform  | false | false | 0,0,0   | the weight initialisation Normal or add layer norm
            linear  | KaimingUniform | false | false | 0,0,0   | the weight initialisation Normal or add layer norm
            softmax | Normal         | false | false | 0,0,0   | practically useless
            tanhshrink | Normal      | false | false | 0,0,0   | hardly any gradient
            relu    | Normal         | false | true  | 0,0,0   | never take away
            swish   | Normal         | false | false | 0,.1,.1 | let the list end with 0
            swish   | Normal         | false | false | .1,.1,0 | never used
            """)
    void knownMistakesGetAWarningThatSaysWhy(
            String activation, String init, boolean norm, boolean output, String dropout, String reason) {
        List<Double> chances =
                List.of(dropout.split(",", -1)).stream().map(Double::valueOf).toList();
        HypernetworkConfig config = HypernetworkConfig.untrained(
                List.of(1.0, 2.0, 1.0), Activation.of(activation), norm, output, chances, init);
        try (Hypernetwork network = Hypernetwork.create("a", List.of(320L), config, 0)) {
            assertThat(CreateAdvice.of(network)).singleElement().asString().contains(reason);
        }
    }

    @Test
    void dropoutWithoutAChanceGetsAWarning() {
        HypernetworkConfig plain = linear(1.0, 2.0, 1.0);
        HypernetworkConfig ticked = new HypernetworkConfig(
                plain.layerStructure(),
                Activation.SWISH,
                false,
                false,
                plain.dropoutStructure(),
                true,
                false,
                "Normal",
                0,
                null,
                null,
                null);
        try (Hypernetwork network = Hypernetwork.create("a", List.of(320L), ticked, 0)) {
            assertThat(CreateAdvice.of(network)).singleElement().asString().startsWith("dropout is asked for");
        }
    }

    private static HypernetworkConfig linear(Double... structure) {
        List<Double> layers = List.of(structure);
        return HypernetworkConfig.untrained(
                layers, Activation.LINEAR, false, false, HypernetworkConfig.noDropout(layers), "Normal");
    }

    private static Tensor change(Hypernetwork network, long width, Tensor x) {
        return key(network, width, x).sub(x);
    }

    private static Tensor key(Hypernetwork network, long width, Tensor x) {
        return Objects.requireNonNull(network.modules().get(width)).key().forward(x, 1);
    }

    private static Tensor weight(Hypernetwork network, String name) {
        Map<String, Tensor> weights = network.weights();
        return Objects.requireNonNull(weights.get(name), name);
    }

    private static Path file(String name) {
        return Golden.file("hypernetwork/" + name + ".pt");
    }

    private static Hypernetwork load(String name) throws IOException {
        return Hypernetwork.load(file(name), Compute.CPU);
    }
}
