package io.brushwork.hypernetwork;

import io.brushwork.base.Labels;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * From which distribution the weights of a new linear layer are drawn, under A1111's names; its biases are 0. The formulas
 * are those of {@code torch.nn.init}, with the gain of a ReLU for Kaiming's.
 */
enum WeightInit {
    /** N(0, 0.01²). */
    NORMAL("Normal", false, (in, out) -> 0.01),
    /** U(-a, a) with a = sqrt(6 / (in + out)). */
    XAVIER_UNIFORM("XavierUniform", true, (in, out) -> Math.sqrt(2.0 / (in + out))),
    /** N(0, 2 / (in + out)). */
    XAVIER_NORMAL("XavierNormal", false, (in, out) -> Math.sqrt(2.0 / (in + out))),
    /** U(-b, b) with b = sqrt(6 / in). */
    KAIMING_UNIFORM("KaimingUniform", true, (in, out) -> Math.sqrt(2.0) / Math.sqrt((double) in)),
    /** N(0, 2 / in). */
    KAIMING_NORMAL("KaimingNormal", false, (in, out) -> Math.sqrt(2.0) / Math.sqrt((double) in));

    private final String label;
    private final boolean uniform;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final Std std;

    WeightInit(String label, boolean uniform, Std std) {
        this.label = label;
        this.uniform = uniform;
        this.std = std;
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException for another name, with the valid ones
     */
    static WeightInit of(String label) {
        return Arrays.stream(values())
                .filter(init -> init.label.equals(label))
                .findFirst()
                .orElseThrow(() -> Labels.unknown(List.of(values()), init -> init.label, "weightInit", label));
    }

    /** Draws weight and bias anew, taking as many random numbers as A1111 takes. */
    void draw(LayerPlan.Linear layer, Tensor weight, Tensor bias, GeneratorOptional random) {
        double spread = std.of(layer.in(), layer.out());
        if (uniform) {
            double bound = Math.sqrt(3.0) * spread;
            weight.uniform_(-bound, bound, random);
        } else {
            weight.normal_(0, spread, random);
        }
        if (this == NORMAL) {
            // Zeros, for which A1111 draws random numbers all the same.
            bias.normal_(0, 0, random);
        } else {
            bias.zero_();
        }
    }

    /** Standard deviation of the weights of a layer. */
    @FunctionalInterface
    private interface Std {
        double of(long in, long out);
    }
}
