package io.brushwork.hypernetwork.tools;

import io.brushwork.hypernetwork.HypernetworkModule;
import io.brushwork.tensor.Scope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** How far a module changes contexts, measured without a model: on standard normal numbers, always the same ones. */
final class ContextEffect {
    private static final long SEED = 0;
    private static final long TOKENS = 256;

    private ContextEffect() {}

    /** ||after - before|| / ||before|| at strength 1. */
    static double of(HypernetworkModule module) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard();
                Generator generator = torch.make_generator_cpu(SEED)) {
            // Two pictures, as some activations look across the batch.
            long[] shape = {2, TOKENS, module.width()};
            Tensor weight = module.weights().values().iterator().next();
            Tensor x = torch.randn(shape, new GeneratorOptional(generator))
                    .to(weight.device(), weight.scalar_type().intern());
            return module.forward(x, 1).sub(x).norm().item_double() / x.norm().item_double();
        }
    }
}
