package io.brushwork.hypernetwork;

import io.brushwork.base.Labels;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The nonlinearities a hypernetwork may have between its linear layers, under A1111's names: its own seven and those of
 * torch's activation module in lower case, each with torch's default constants. Labels are case-sensitive, as in A1111.
 */
public enum Activation {
    LINEAR("linear", plain(x -> x)),
    RELU("relu", plain(torch::relu)),
    LEAKY_RELU("leakyrelu", plain(torch::leaky_relu)),
    ELU("elu", plain(torch::elu)),
    /** Not SiLU: A1111 gives this name to Hardswish, x relu6(x + 3) / 6. */
    SWISH("swish", plain(torch::hardswish)),
    TANH("tanh", plain(torch::tanh)),
    SIGMOID("sigmoid", plain(torch::sigmoid)),
    CELU("celu", plain(torch::celu)),
    /** The exact one, by the error function. */
    GELU("gelu", plain(torch::gelu)),
    HARDSHRINK("hardshrink", plain(torch::hardshrink)),
    HARDSIGMOID("hardsigmoid", plain(torch::hardsigmoid)),
    HARDSWISH("hardswish", plain(torch::hardswish)),
    HARDTANH("hardtanh", plain(torch::hardtanh)),
    LOG_SIGMOID("logsigmoid", plain(torch::log_sigmoid)),
    LOG_SOFTMAX("logsoftmax", plain(x -> torch.log_softmax(x, implicitDim(x)))),
    MISH("mish", plain(torch::mish)),
    /** Its slope is a weight of the network, of shape [1]. */
    PRELU("prelu", (x, slope, random) -> torch.prelu(x, Objects.requireNonNull(slope, "slope"))),
    /** Draws its slopes while training; in use it has their mean, 11/48. */
    RRELU("rrelu", Activation::randomizedRelu),
    RELU6("relu6", plain(torch::relu6)),
    SELU("selu", plain(torch::selu)),
    SILU("silu", plain(torch::silu)),
    SOFTMAX("softmax", plain(x -> torch.softmax(x, implicitDim(x)))),
    SOFTMAX2D("softmax2d", plain(x -> torch.softmax(x, -3))),
    SOFTMIN("softmin", plain(x -> torch.softmax(x.neg(), implicitDim(x)))),
    SOFTPLUS("softplus", plain(torch::softplus)),
    SOFTSHRINK("softshrink", plain(torch::softshrink)),
    SOFTSIGN("softsign", plain(x -> x.div(x.abs().add(new Scalar(1.0))))),
    TANHSHRINK("tanhshrink", plain(x -> x.sub(torch.tanh(x))));

    private static final double RRELU_LOWER = 1.0 / 8;
    private static final double RRELU_UPPER = 1.0 / 3;

    /** Names that A1111 offers though no network with them can run. */
    private static final Map<String, String> REFUSED = Map.of(
            "glu", "it halves the width, so that the next layer does not fit",
            "threshold", "it has no default threshold, and the file format has no place for one",
            "multiheadattention", "it is no function of one tensor");

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final Form form;

    Activation(String label, Form form) {
        this.label = label;
        this.form = form;
    }

    /**
     * The activation that a file or a person names; null, as in files, is {@link #LINEAR}.
     *
     * @throws IllegalArgumentException for a name that no network can have, with the reason or the valid names
     */
    public static Activation of(@Nullable String label) {
        if (label == null) {
            return LINEAR;
        }
        for (Activation activation : values()) {
            if (activation.label.equals(label)) {
                return activation;
            }
        }
        String reason = REFUSED.get(label);
        if (reason != null) {
            throw new IllegalArgumentException("activation: " + label + " cannot be used: " + reason);
        }
        throw Labels.unknown(List.of(values()), Activation::label, "activation", label);
    }

    /** As it stands in files. */
    public String label() {
        return label;
    }

    /** Whether it has a slope among the weights of the network. */
    public boolean hasWeight() {
        return this == PRELU;
    }

    /**
     * The values of the function, of the shape of x.
     *
     * @param slope the weight of {@link #PRELU}; null for the others
     * @param random for the draws of training; null in use
     */
    Tensor apply(Tensor x, @Nullable Tensor slope, @Nullable Generator random) {
        return form.apply(x, slope, random);
    }

    private static Form plain(UnaryOperator<Tensor> function) {
        return (x, slope, random) -> function.apply(x);
    }

    private static Tensor randomizedRelu(Tensor x, @Nullable Tensor slope, @Nullable Generator random) {
        GeneratorOptional draws = random == null ? new GeneratorOptional() : new GeneratorOptional(random);
        return torch.rrelu(x, new Scalar(RRELU_LOWER), new Scalar(RRELU_UPPER), random != null, draws);
    }

    /** The dimension that torch takes where none is given: the batch for [n, tokens, width], else the second. */
    private static long implicitDim(Tensor x) {
        return x.dim() == 0 || x.dim() == 1 || x.dim() == 3 ? 0 : 1;
    }

    @FunctionalInterface
    private interface Form {
        Tensor apply(Tensor x, @Nullable Tensor slope, @Nullable Generator random);
    }
}
