package io.brushwork.hypernetwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brushwork.nn.Affine;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Site;
import io.brushwork.tensor.Scope;
import io.brushwork.text.ExtraNetworkTags;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HypernetworkChainTest {
    private static final Site SITE = Golden.site(32);
    private static Hypernetwork relu;
    private static Hypernetwork linear;
    private static Hypernetwork nai;

    @BeforeAll
    static void load() throws IOException {
        relu = Golden.load("relu_ln.pt");
        linear = Golden.load("linear.pt");
        nai = Golden.load("nai_old.pt");
    }

    @AfterAll
    static void close() {
        relu.close();
        linear.close();
        nai.close();
    }

    @Test
    void strengthZeroIsTheSameTensor() {
        try (Scope scope = new Scope()) {
            Tensor x = torch.randn(2, 5, 32);
            ContextTransform off = chain(link(relu, "0"), link(linear, "1:k=0,v=0"), link(linear, "2:in4=0"));
            assertThat(off.touches(SITE)).isFalse();
            assertThat(off.forKey(x, SITE)).isSameAs(x);
            assertThat(off.forValue(x, SITE)).isSameAs(x);
            assertThat(off.affineKey(SITE)).isNull();
        }
    }

    @Test
    void widthsTheNetworkLacksAreLeftAlone() {
        try (Scope scope = new Scope()) {
            Tensor x = torch.randn(2, 5, 48);
            ContextTransform chain = chain(link(relu, "1"));
            assertThat(chain.touches(Golden.site(48))).isFalse();
            assertThat(chain.forKey(x, Golden.site(48))).isSameAs(x);
        }
    }

    @Test
    void aChainComposesInItsOrder() {
        try (Scope scope = new Scope()) {
            Tensor x = torch.randn(2, 5, 32);
            Tensor expected = module(linear).forward(module(relu).forward(x, 0.7), -1.5);
            assertThat(chain(link(relu, "0.7"), link(linear, "-1.5"))
                            .forKey(x, SITE)
                            .equal(expected))
                    .isTrue();
            assertThat(Golden.distance(
                            chain(link(linear, "-1.5"), link(relu, "0.7")).forKey(x, SITE), expected))
                    .isGreaterThan(1e-5);
        }
    }

    /** In A1111 the second generation applied the last strength twice. */
    @Test
    void theSameNetworkTwiceKeepsBothStrengthsAtEveryUse() {
        try (Scope scope = new Scope()) {
            Tensor x = torch.randn(2, 5, 32);
            HypernetworkChain chain = chain(link(relu, "0.3"), link(relu, "2"));
            Tensor expected = module(relu).forward(module(relu).forward(x, 0.3), 2);
            for (int use = 0; use < 3; use++) {
                assertThat(chain.forKey(x, SITE).equal(expected)).isTrue();
            }
            chain(link(relu, "5")).forKey(x, SITE);
            assertThat(chain.forKey(x, SITE).equal(expected)).isTrue();
        }
    }

    @Test
    void keysAndValuesHaveTheirOwnStrengthAndModule() {
        try (Scope scope = new Scope()) {
            Tensor x = torch.randn(2, 5, 32);
            ContextTransform half = chain(link(relu, "0.8:k=0,v=0.5"));
            assertThat(half.touches(SITE)).isTrue();
            assertThat(half.forKey(x, SITE)).isSameAs(x);
            Tensor value =
                    Objects.requireNonNull(relu.modules().get(32L)).value().forward(x, 0.8 * 0.5);
            assertThat(half.forValue(x, SITE).equal(value)).isTrue();
        }
    }

    @Test
    void linearNetworksFoldToOneMapAlsoInChains() {
        try (Scope scope = new Scope()) {
            Tensor x = torch.randn(2, 5, 32);
            HypernetworkChain chain = chain(link(linear, "0.8"), link(nai, "-0.5:k=2"), link(linear, "3"));
            assertThat(Golden.distance(apply(Objects.requireNonNull(chain.affineKey(SITE)), x), chain.forKey(x, SITE)))
                    .isLessThan(1e-5);
            assertThat(Golden.distance(
                            apply(Objects.requireNonNull(chain.affineValue(SITE)), x), chain.forValue(x, SITE)))
                    .isLessThan(1e-5);
        }
    }

    @Test
    void theSideThatALinearNetworkLeavesAloneFoldsToTheIdentity() {
        try (Scope scope = new Scope()) {
            HypernetworkChain chain = chain(link(linear, "1:k=0"));
            Affine key = Objects.requireNonNull(chain.affineKey(SITE));
            assertThat(key.matrix().equal(torch.eye(32))).isTrue();
            assertThat(key.offset().abs().max().item_double()).isZero();
            assertThat(chain.affineValue(SITE)).isNotNull();
        }
    }

    @Test
    void chainsWithANonlinearNetworkAreNotFoldedWhereItActs() {
        try (Scope scope = new Scope()) {
            HypernetworkChain mixed = chain(link(linear, "1"), link(relu, "1:in=0"));
            assertThat(mixed.affineKey(SITE)).isNotNull();
            assertThat(mixed.affineKey(new Site(Site.Part.OUT, 4, 0, false, 32)))
                    .isNull();
        }
    }

    @Test
    void stepsWithTheSameNetworksGetTheSameInstance() {
        HypernetworkChain chain = chain(link(relu, "1"), link(linear, "1:steps=0.2-0.8"), link(nai, "1:steps=5-6"));
        List<HypernetworkChain> steps =
                IntStream.range(0, 10).mapToObj(step -> chain.at(step, 10)).toList();
        assertThat(steps.stream()
                        .map(step -> step.links().stream()
                                .map(link -> link.network().name())
                                .toList()))
                .containsExactly(
                        List.of("relu_ln"),
                        List.of("relu_ln"),
                        List.of("relu_ln", "linear"),
                        List.of("relu_ln", "linear"),
                        List.of("relu_ln", "linear", "nai_old"),
                        List.of("relu_ln", "linear", "nai_old"),
                        List.of("relu_ln", "linear"),
                        List.of("relu_ln", "linear"),
                        List.of("relu_ln"),
                        List.of("relu_ln"));
        assertThat(steps.get(0)).isSameAs(steps.get(1)).isSameAs(steps.get(9));
        assertThat(steps.get(2)).isSameAs(steps.get(7));
        assertThat(steps.get(4)).isSameAs(chain);
        assertThat(chain(link(relu, "1:steps=2-3")).at(0, 10).touches(SITE)).isFalse();
    }

    @Test
    void effectsAreTheRelativeChangesOfEachLink() {
        try (Scope scope = new Scope()) {
            Tensor x = torch.randn(2, 5, 32);
            HypernetworkChain chain = chain(link(relu, "0.5"), link(linear, "1:k=0"), link(nai, "0"));
            EffectRecorder recorder = new EffectRecorder(chain);
            Site other = new Site(Site.Part.OUT, 9, 0, true, 32);
            assertThat(recorder.forKey(x, SITE).equal(chain.forKey(x, SITE))).isTrue();
            assertThat(recorder.forValue(x, SITE).equal(chain.forValue(x, SITE)))
                    .isTrue();
            recorder.forKey(x, other);
            recorder.forKey(torch.randn(1, 2, 48), Golden.site(48));

            List<HypernetworkEffect> effects = recorder.effects();
            assertThat(effects).extracting(HypernetworkEffect::name).containsExactly("relu_ln", "linear", "nai_old");
            Tensor changed = module(relu).forward(x, 0.5);
            double expected = changed.sub(x).norm().item_double() / x.norm().item_double();
            HypernetworkEffect.AtSite first = effects.get(0).sites().get(0);
            assertThat(first.site()).isEqualTo(SITE);
            assertThat(first.key()).isCloseTo(expected, within(1e-7)).isGreaterThan(1e-4);
            assertThat(effects.get(0).sites())
                    .extracting(HypernetworkEffect.AtSite::site)
                    .containsExactly(SITE, other);
            assertThat(effects.get(0).max())
                    .isGreaterThanOrEqualTo(effects.get(0).mean());
            assertThat(effects.get(1).sites()).hasSize(1);
            assertThat(effects.get(1).sites().get(0).key()).isZero();
            assertThat(effects.get(1).sites().get(0).value()).isPositive();
            assertThat(effects.get(2).sites()).isEmpty();
            assertThat(effects.get(2).mean()).isZero();
        }
    }

    @Test
    void nothingIsLeftInNativeMemory() {
        HypernetworkChain chain = chain(link(relu, "0.5"), link(linear, "1"));
        try (Scope scope = new Scope()) {
            Tensor x = torch.randn(2, 5, 32);
            chain.forKey(x, SITE);
            long before = Pointer.totalCount();
            for (int i = 0; i < 50; i++) {
                try (Scope turn = new Scope()) {
                    chain.forKey(x, SITE);
                    chain.forValue(x, SITE);
                    chain(link(linear, "1"), link(nai, "1")).affineKey(SITE);
                }
            }
            // The folded products of linear and nai_old stay with their modules.
            assertThat(Pointer.totalCount() - before).isLessThanOrEqualTo(4);
        }
    }

    private static Tensor apply(Affine map, Tensor x) {
        return torch.linear(x, map.matrix(), new TensorOptional(map.offset()));
    }

    private static HypernetworkModule module(Hypernetwork network) {
        return Objects.requireNonNull(network.modules().get(32L)).key();
    }

    private static HypernetworkChain chain(AppliedHypernetwork... links) {
        return HypernetworkChain.of(Arrays.asList(links));
    }

    private static AppliedHypernetwork link(Hypernetwork network, String arguments) {
        HypernetworkTag tag = HypernetworkTag.of(ExtraNetworkTags.parse("<hypernet:any:" + arguments + ">"))
                .get(0);
        return new AppliedHypernetwork(network, tag.strength());
    }
}
