package io.brushwork.hypernetwork;

import io.brushwork.nn.Affine;
import io.brushwork.tensor.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The network for the keys or for the values of one context width: x becomes x + strength g(x), where g is a list of
 * linear layers with what stands between them. Weights are float32, as A1111 keeps them; a context of another type is
 * cast there and back.
 */
public final class HypernetworkModule {
    private final long width;
    private final List<Layer> layers;
    private @Nullable Affine folded;

    HypernetworkModule(long width, List<Layer> layers) {
        this.width = width;
        this.layers = List.copyOf(layers);
    }

    public long width() {
        return width;
    }

    /**
     * The context as the network changes it in use, dropout off: a new tensor in the current scope.
     *
     * @param x [n, tokens, width]
     */
    public Tensor forward(Tensor x, double strength) {
        return changed(x, strength, null);
    }

    /**
     * The context as the network changes it while it is trained, with dropout.
     *
     * @param x [n, tokens, width]
     */
    public Tensor forwardTraining(Tensor x, double strength, Generator random) {
        return changed(x, strength, random);
    }

    private Tensor changed(Tensor x, double strength, @Nullable Generator random) {
        return Scope.of(() -> {
            Tensor input = x.to(ScalarType.Float);
            Tensor change = input;
            for (Layer layer : layers) {
                change = layer.forward(change, random);
            }
            return input.add(change, new Scalar(strength)).to(x.scalar_type());
        });
    }

    /** Whether it draws random numbers while it is trained. */
    boolean draws() {
        return layers.stream().anyMatch(Layer::draws);
    }

    /** The weights by the names they have in files, {@code linear.0.weight}; they belong to this module. */
    public Map<String, Tensor> weights() {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            for (Map.Entry<String, Tensor> weight : layers.get(i).weights()) {
                weights.put("linear." + i + "." + weight.getKey(), weight.getValue());
            }
        }
        return weights;
    }

    /**
     * Whether {@link #forward} is one affine map: nothing but linear layers (and dropout, which does nothing in use), and
     * no weight that is being trained.
     */
    public boolean isAffine() {
        return layers.stream().allMatch(layer -> layer instanceof Layer.Linear || layer instanceof Layer.Dropout)
                && weights().values().stream().noneMatch(Tensor::requires_grad);
    }

    /** {@link #forward} as one affine map, in the current scope; null where it is not one. */
    public @Nullable Affine affine(double strength) {
        if (!isAffine()) {
            return null;
        }
        Affine g = folded();
        try (Scope scope = new Scope()) {
            Tensor matrix = torch.eye(width, new TensorOptions(g.matrix())).add_(g.matrix(), new Scalar(strength));
            return new Affine(scope.keep(matrix), scope.keep(g.offset().mul(new Scalar(strength))));
        }
    }

    /**
     * The product of the linear layers, made once. It is made outside inference mode, so that a gradient can flow
     * through this network to another one that is in training.
     */
    private synchronized Affine folded() {
        if (folded == null) {
            try (Scope scope = new Scope();
                    InferenceMode normal = new InferenceMode(false);
                    NoGradGuard noGrad = new NoGradGuard()) {
                @Nullable Affine product = null;
                for (Layer layer : layers) {
                    if (layer instanceof Layer.Linear linear) {
                        Affine next = new Affine(linear.weight(), linear.bias());
                        product = product == null ? copy(next) : product.then(next);
                    }
                }
                if (product == null) {
                    throw new IllegalStateException("a module without a linear layer");
                }
                Scope.retain(product.matrix());
                Scope.retain(product.offset());
                folded = product;
            }
        }
        return folded;
    }

    private static Affine copy(Affine map) {
        return new Affine(map.matrix().clone(), map.offset().clone());
    }

    synchronized void close() {
        weights().values().forEach(Tensor::close);
        if (folded != null) {
            folded.matrix().close();
            folded.offset().close();
            folded = null;
        }
    }
}
