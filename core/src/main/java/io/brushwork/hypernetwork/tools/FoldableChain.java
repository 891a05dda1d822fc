package io.brushwork.hypernetwork.tools;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.ModelFormatException;
import io.brushwork.hypernetwork.AppliedHypernetwork;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.hypernetwork.HypernetworkConfig;
import io.brushwork.hypernetwork.StepWindow;
import io.brushwork.nn.Affine;
import io.brushwork.nn.FileTensors;
import io.brushwork.tensor.Scope;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A chain of linear networks over a checkpoint: the projections that do what the checkpoint's do behind the chain.
 *
 * <p>A linear network turns a context x into M x + c. Keys are then K M x + K c. The constant adds the same number to all
 * scores of a query, which softmax does not see, so that the keys' constant may be dropped. Values are V M x + V c, and as
 * the shares of attention add up to 1, the constant comes out of attention as it is: it goes into the bias of the layer
 * behind, which becomes bias + O V c. All of this is exact.
 */
final class FoldableChain {
    private final HypernetworkChain chain;
    private final FileTensors tensors;
    private final List<AttentionLayer> touched;

    private FoldableChain(HypernetworkChain chain, FileTensors tensors, List<AttentionLayer> touched) {
        this.chain = chain;
        this.tensors = tensors;
        this.touched = touched;
    }

    /**
     * Checks that the chain can be folded into the checkpoint.
     *
     * @throws IllegalArgumentException where a network is not linear, acts in some steps only, or fits nowhere
     */
    static FoldableChain of(HypernetworkChain chain, Checkpoint checkpoint, FileTensors tensors)
            throws ModelFormatException {
        for (AppliedHypernetwork link : chain.links()) {
            requireLinear(link.network());
            if (!link.strength().steps().equals(StepWindow.ALL)) {
                throw new IllegalArgumentException("network: " + link.network().name()
                        + " is to act in some steps only, and weights are the same in all of them");
            }
        }
        List<AttentionLayer> layers = AttentionLayer.of(checkpoint);
        List<AttentionLayer> touched =
                layers.stream().filter(layer -> chain.touches(layer.site())).toList();
        if (touched.isEmpty()) {
            throw new IllegalArgumentException("network: none of its widths occurs in " + checkpoint.file()
                    + ", which has " + new TreeSet<>(AttentionLayer.widths(layers))
                    + ", or its strength is 0 everywhere");
        }
        for (AttentionLayer layer : touched) {
            for (String name : List.of(layer.toK(), layer.toV(), layer.toOut(), layer.toOutBias())) {
                if (!checkpoint.tensor(name).dtype().isFloat()) {
                    throw new ModelFormatException(checkpoint.file(), name + ": expected floating-point numbers");
                }
            }
        }
        return new FoldableChain(chain, tensors, touched);
    }

    private static void requireLinear(Hypernetwork network) {
        boolean linear = network.modules().values().stream()
                .allMatch(pair -> pair.key().isAffine() && pair.value().isAffine());
        if (!linear) {
            HypernetworkConfig config = network.config();
            throw new IllegalArgumentException("network: " + network.name()
                    + " cannot be folded, since it is not linear: it has "
                    + (config.layerNorm()
                            ? "layer norms"
                            : "the activation " + config.activation().label()));
        }
    }

    /** The layers on which the chain acts. */
    List<AttentionLayer> touched() {
        return touched;
    }

    /** A tensor of the checkpoint in float32, in the current scope. */
    Tensor read(String name) throws ModelFormatException {
        return tensors.read(name).to(ScalarType.Float);
    }

    /** The chain on the keys of a layer, [out, in] and [out], in the current scope. */
    Affine key(AttentionLayer layer) {
        return Objects.requireNonNull(chain.affineKey(layer.site()), layer.path());
    }

    /** As {@link #key}, on the values. */
    Affine value(AttentionLayer layer) {
        return Objects.requireNonNull(chain.affineValue(layer.site()), layer.path());
    }

    /** What the constant of the chain on values becomes behind attention: [out]. */
    Tensor outOffset(AttentionLayer layer) throws ModelFormatException {
        try (Scope scope = new Scope()) {
            Tensor constant = torch.mv(read(layer.toV()), value(layer).offset());
            return scope.keep(torch.mv(read(layer.toOut()), constant));
        }
    }
}
