package io.brushwork.hypernetwork;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** One entry of a module's sequential list. */
sealed interface Layer {

    /**
     * From [n, tokens, in] to [n, tokens, out].
     *
     * @param random for the draws of training (dropout, rrelu); null in use
     */
    Tensor forward(Tensor x, @Nullable Generator random);

    /** Whether it draws random numbers in training. */
    default boolean draws() {
        return false;
    }

    /** Name and tensor of each weight, in the order of files. */
    List<Map.Entry<String, Tensor>> weights();

    /**
     * Its weight is [out, in], its bias [out].
     */
    record Linear(Tensor weight, Tensor bias) implements Layer {
        @Override
        public Tensor forward(Tensor x, @Nullable Generator random) {
            return torch.linear(x, weight, new TensorOptional(bias));
        }

        @Override
        public List<Map.Entry<String, Tensor>> weights() {
            return List.of(Map.entry(LayerPlan.WEIGHT, weight), Map.entry(LayerPlan.BIAS, bias));
        }
    }

    record Activated(Activation activation, @Nullable Tensor slope) implements Layer {
        @Override
        public boolean draws() {
            return activation == Activation.RRELU;
        }

        @Override
        public Tensor forward(Tensor x, @Nullable Generator random) {
            return activation.apply(x, slope, random);
        }

        @Override
        public List<Map.Entry<String, Tensor>> weights() {
            return slope == null ? List.of() : List.of(Map.entry(LayerPlan.WEIGHT, slope));
        }
    }

    record Norm(Tensor weight, Tensor bias) implements Layer {
        private static final double EPSILON = 1e-5;

        @Override
        public Tensor forward(Tensor x, @Nullable Generator random) {
            long[] shape = {x.size(-1)};
            return torch.layer_norm(x, shape, new TensorOptional(weight), new TensorOptional(bias), EPSILON, true);
        }

        @Override
        public List<Map.Entry<String, Tensor>> weights() {
            return List.of(Map.entry(LayerPlan.WEIGHT, weight), Map.entry(LayerPlan.BIAS, bias));
        }
    }

    /** Passes everything in use; while training drops with the given chance and scales up what is left. */
    record Dropout(double chance) implements Layer {
        @Override
        public boolean draws() {
            return true;
        }

        @Override
        public Tensor forward(Tensor x, @Nullable Generator random) {
            if (random == null) {
                return x;
            }
            double kept = 1 - chance;
            Tensor mask = torch.empty_like(x).bernoulli_(kept, new GeneratorOptional(random));
            return x.mul(mask.div_(new Scalar(kept)));
        }

        @Override
        public List<Map.Entry<String, Tensor>> weights() {
            return List.of();
        }
    }
}
