package io.brushwork.hypernetwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.nn.Affine;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HypernetworkModuleTest {
    @BeforeAll
    static void load() {
        LibTorch.load();
    }

    /** Recorded by running A1111's class. */
    @Test
    void swishModuleGivesA1111sValues() {
        try (Scope scope = new Scope()) {
            HypernetworkModule module = DrawnModule.of(
                    DrawnModule.config(Activation.SWISH, 1.0, 2.0, 1.0), 4, HypernetworkModuleTest::ramp);
            Tensor x = DrawnModule.tensor(new float[] {1, -2, 3, 0.5f}, 1, 1, 4);
            assertThat(DrawnModule.floats(module.forward(x, 0.7)))
                    .containsExactly(new float[] {0.926415f, -2.041077f, 2.991431f, 0.523939f}, within(2e-6f));
            assertThat(DrawnModule.floats(module.forwardTraining(x, 0.7, torch.make_generator_cpu(1))))
                    .containsExactly(new float[] {0.926415f, -2.041077f, 2.991431f, 0.523939f}, within(2e-6f));
            assertThat(DrawnModule.floats(module.forwardTraining(x, 1, torch.make_generator_cpu(1))))
                    .containsExactly(new float[] {0.894879f, -2.058681f, 2.987758f, 0.534199f}, within(2e-6f));
        }
    }

    @Test
    void aLinearModuleOfAnyDepthFoldsToOneMap() {
        try (Scope scope = new Scope()) {
            HypernetworkModule module = DrawnModule.of(
                    DrawnModule.config(Activation.LINEAR, false, List.of(0.0, 0.3, 0.1, 0.0), 1.0, 2.0, 1.5, 1.0),
                    8,
                    HypernetworkModuleTest::wave);
            Tensor x = torch.randn(new long[] {2, 5, 8});
            Affine map = Objects.requireNonNull(module.affine(-1.3));
            Tensor folded = torch.linear(x, map.matrix(), new TensorOptional(map.offset()));
            assertThat(distance(folded, module.forward(x, -1.3))).isLessThan(1e-6);
        }
    }

    @Test
    void whatIsNotLinearOrInTrainingIsNotFolded() {
        try (Scope scope = new Scope()) {
            assertThat(module(Activation.RELU, false).affine(1)).isNull();
            assertThat(module(Activation.LINEAR, true).affine(1)).isNull();
            HypernetworkModule trained = module(Activation.LINEAR, false);
            assertThat(trained.affine(1)).isNotNull();
            trained.weights().values().forEach(weight -> weight.set_requires_grad(true));
            assertThat(trained.affine(1)).isNull();
        }
    }

    @Test
    void dropoutActsInTrainingOnlyAndFollowsItsGenerator() {
        try (Scope scope = new Scope()) {
            HypernetworkModule module = DrawnModule.of(
                    DrawnModule.config(Activation.RELU, false, List.of(0.0, 0.5, 0.0), 1.0, 4.0, 1.0),
                    8,
                    HypernetworkModuleTest::wave);
            Tensor x = torch.ones(1, 3, 8);
            Tensor first = module.forwardTraining(x, 1, generator(3));
            assertThat(first.equal(module.forwardTraining(x, 1, generator(3)))).isTrue();
            assertThat(first.equal(module.forwardTraining(x, 1, generator(4)))).isFalse();
            assertThat(module.forward(x, 1).equal(module.forward(x, 1))).isTrue();
        }
    }

    @Test
    void dropoutKeepsTheMean() {
        try (Scope scope = new Scope()) {
            Tensor kept = new Layer.Dropout(0.3).forward(torch.ones(100_000), generator(1));
            assertThat(kept.mean().item_double()).isCloseTo(1, within(0.01));
            assertThat(kept.eq(new Scalar(0.0)).sum().item_long() / 100_000.0).isCloseTo(0.3, within(0.01));
        }
    }

    @Test
    void aHalfContextComesBackHalf() {
        try (Scope scope = new Scope()) {
            Tensor x = torch.ones(1, 2, 8);
            Tensor half = module(Activation.RELU, true).forward(x.to(ScalarType.Half), 0.5);
            assertThat(half.scalar_type().intern()).isEqualTo(ScalarType.Half);
            assertThat(distance(
                            half.to(ScalarType.Float),
                            module(Activation.RELU, true).forward(x, 0.5)))
                    .isLessThan(1e-3);
        }
    }

    @Test
    void gradientsReachEveryWeight() {
        try (Scope scope = new Scope()) {
            HypernetworkModule module = module(Activation.PRELU, true);
            module.weights().values().forEach(weight -> weight.set_requires_grad(true));
            module.forwardTraining(torch.randn(1, 3, 8), 1, generator(1))
                    .square()
                    .sum()
                    .backward();
            assertThat(module.weights()).hasSize(9);
            module.weights().forEach((name, weight) -> {
                Tensor gradient = new Tensor(weight.grad());
                assertThat(gradient.abs().max().item_double()).as(name).isGreaterThan(0);
            });
        }
    }

    /** The table of A1111's key numbers. */
    @Test
    void weightNumbersCountLayersWithoutWeights() {
        assertThat(numbers(Activation.LINEAR, false, false, 0, 0, 0)).containsExactly(0, 1);
        assertThat(numbers(Activation.RELU, false, false, 0, 0, 0)).containsExactly(0, 2);
        assertThat(numbers(Activation.RELU, true, false, 0, 0, 0)).containsExactly(0, 2, 3, 4);
        assertThat(numbers(Activation.RELU, true, true, 0, 0, 0)).containsExactly(0, 2, 3, 5);
        assertThat(numbers(Activation.LINEAR, false, false, 0, 0, 0, 0)).containsExactly(0, 1, 2);
        assertThat(numbers(Activation.RELU, false, false, 0, 0, 0, 0)).containsExactly(0, 2, 4);
        assertThat(numbers(Activation.RELU, false, false, 0, .3, 0, 0)).containsExactly(0, 3, 5);
        assertThat(numbers(Activation.RELU, false, false, 0, .3, .3, 0)).containsExactly(0, 3, 6);
        assertThat(numbers(Activation.RELU, true, false, 0, .3, .3, 0)).containsExactly(0, 2, 4, 6, 8, 9);
        assertThat(numbers(Activation.PRELU, false, false, 0, 0, 0)).containsExactly(0, 1, 2);
    }

    @Test
    void derivedDropoutIsA1111s() {
        assertThat(HypernetworkConfig.derivedDropout(3, false, true)).containsExactly(0.0, 0.0, 0.0);
        assertThat(HypernetworkConfig.derivedDropout(3, true, false)).containsExactly(0.0, 0.0, 0.0);
        assertThat(HypernetworkConfig.derivedDropout(3, true, true)).containsExactly(0.0, 0.3, 0.0);
        assertThat(HypernetworkConfig.derivedDropout(4, true, false)).containsExactly(0.0, 0.3, 0.0, 0.0);
        assertThat(HypernetworkConfig.derivedDropout(4, true, true)).containsExactly(0.0, 0.3, 0.3, 0.0);
        assertThat(HypernetworkConfig.derivedDropout(5, true, false)).containsExactly(0.0, 0.3, 0.3, 0.0, 0.0);
        assertThat(HypernetworkConfig.derivedDropout(5, true, true)).containsExactly(0.0, 0.3, 0.3, 0.3, 0.0);
    }

    private static List<Integer> numbers(
            Activation activation, boolean layerNorm, boolean activateOutput, double... dropout) {
        List<Double> chances = Arrays.stream(dropout).boxed().toList();
        Double[] structure = chances.stream().map(chance -> 2.0).toArray(Double[]::new);
        structure[0] = 1.0;
        structure[structure.length - 1] = 1.0;
        List<LayerPlan> plan = new HypernetworkConfig(
                        List.of(structure),
                        activation,
                        layerNorm,
                        activateOutput,
                        chances,
                        false,
                        false,
                        "Normal",
                        0,
                        null,
                        null,
                        null)
                .plan(8);
        return IntStream.range(0, plan.size())
                .filter(i -> !plan.get(i).shapes().isEmpty())
                .boxed()
                .toList();
    }

    private static HypernetworkModule module(Activation activation, boolean layerNorm) {
        return DrawnModule.of(
                DrawnModule.config(activation, layerNorm, List.of(0.0, 0.0, 0.0), 1.0, 2.0, 1.0),
                8,
                HypernetworkModuleTest::wave);
    }

    /** In each tensor anew, as the recording has it: 8x4, 8, 4x8, 4 numbers. */
    private static double ramp(int k) {
        int start = k < 32 ? 0 : k < 40 ? 32 : k < 72 ? 40 : 72;
        return 0.01 * (k - start) - 0.1;
    }

    private static double wave(int k) {
        return 0.3 * Math.sin(1.7 * k + 0.2);
    }

    private static Generator generator(long seed) {
        return torch.make_generator_cpu(seed);
    }

    private static double distance(Tensor a, Tensor b) {
        return a.sub(b).abs().max().item_double();
    }
}
