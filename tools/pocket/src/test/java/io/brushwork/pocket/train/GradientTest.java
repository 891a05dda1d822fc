package io.brushwork.pocket.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.randn;

import io.brushwork.model.ModelFamily;
import io.brushwork.model.clip.ClipTextModel;
import io.brushwork.model.unet.Conditioning;
import io.brushwork.model.unet.UNet;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.pocket.net.Blueprint;
import io.brushwork.pocket.net.ClipBlueprint;
import io.brushwork.pocket.net.UNetBlueprint;
import io.brushwork.pocket.net.VaeBlueprint;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Gradients through our networks against differences of the loss, for every tensor of each, after its weights changed. */
class GradientTest {
    private static final double STEP = 2e-3;

    @Test
    void textModelAndUNet() throws Exception {
        Blueprint blueprint = new Blueprint();
        new ClipBlueprint(9, 64, 2).addTo(blueprint);
        new UNetBlueprint(32, List.of(1, 2), 2, 1, 64, 4).addTo(blueprint);
        try (Scope scope = new Scope();
                Generator generator = torch.make_generator_cpu(3)) {
            GeneratorOptional random = new GeneratorOptional(generator);
            Tensor vector = drawn(blueprint, random);
            Tensor x = randn(new long[] {2, 4, 4, 4}, random);
            Tensor target = randn(new long[] {2, 4, 4, 4}, random);
            Tensor ids = torch.tensor(0L, 1, 2, 8, 8, 0, 4, 5, 8, 8).view(2, 5);
            try (Parameters parameters = new Parameters(blueprint, vector, true);
                    Weights weights = Weights.of(parameters, Compute.CPU)) {
                ClipTextModel clip = ClipTextModel.of(weights.at("cond_stage_model"), false);
                UNet unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
                check(
                        blueprint,
                        parameters,
                        vector,
                        () -> unet.forward(
                                        x,
                                        torch.tensor(7f, 600f),
                                        Conditioning.of(clip.encode(ids, 1)),
                                        ContextTransform.NONE)
                                .sub(target)
                                .square()
                                .mean());
            }
        }
    }

    @Test
    void autoencoder() throws Exception {
        Blueprint blueprint = VaeBlueprint.of(32, List.of(1, 2), 1, 4).blueprint();
        try (Scope scope = new Scope();
                Generator generator = torch.make_generator_cpu(4)) {
            GeneratorOptional random = new GeneratorOptional(generator);
            Tensor vector = drawn(blueprint, random);
            Tensor x = randn(new long[] {2, 3, 8, 8}, random);
            Tensor noise = randn(new long[] {2, 4, 4, 4}, random);
            try (Parameters parameters = new Parameters(blueprint, vector, true);
                    Weights weights = Weights.of(parameters, Compute.CPU)) {
                AutoencoderKl vae =
                        new AutoencoderKl(weights.at("first_stage_model"), Padding.ZERO, ModelFamily.SD1.latentScale());
                check(
                        blueprint,
                        parameters,
                        vector,
                        () -> vae.decode(vae.encode(x, noise)).sub(x).square().mean());
            }
        }
    }

    /** Not the true beginning: its zeros would hide most gradients. */
    private static Tensor drawn(Blueprint blueprint, GeneratorOptional random) {
        return Parameters.draw(blueprint, 1)
                .add(randn(new long[] {blueprint.elements()}, random).mul(new Scalar(0.05)));
    }

    private static void check(Blueprint blueprint, Parameters parameters, Tensor vector, Supplier<Tensor> loss) {
        // The first gradient makes the views of the layers; the second must see weights that were changed under them.
        gradient(parameters, loss);
        try (NoGradGuard constant = new NoGradGuard()) {
            vector.mul_(new Scalar(1.01));
        }
        Tensor gradient = gradient(parameters, loss);
        long at = 0;
        for (String name : blueprint.slots().keySet()) {
            long elements = blueprint.slots().get(name).elements();
            try (Scope scope = new Scope();
                    NoGradGuard constant = new NoGradGuard()) {
                Tensor part = vector.narrow(0, at, elements);
                Tensor slope = gradient.narrow(0, at, elements);
                double length = slope.norm().item_double();
                // Along the gradient itself, by as much as changes the loss well beyond rounding.
                Tensor way = slope.mul(new Scalar(STEP / Math.max(length, 1e-3)));
                Tensor before = part.clone();
                part.copy_(before.add(way));
                double up = value(loss);
                part.copy_(before.sub(way));
                double down = value(loss);
                part.copy_(before);
                double difference = (up - down) / 2;
                double expected = slope.mul(way).sum().item_double();
                assertThat(difference)
                        .as(name)
                        .isCloseTo(expected, org.assertj.core.api.Assertions.within(0.03 * Math.abs(expected) + 3e-7));
            }
            at += elements;
        }
        assertThat(gradient.norm().item_double()).isGreaterThan(0.1);
    }

    private static double value(Supplier<Tensor> loss) {
        return Scope.of(loss).item_double();
    }

    private static Tensor gradient(Parameters parameters, Supplier<Tensor> loss) {
        return Scope.of(() -> parameters.flatten(torch.grad(new TensorVector(loss.get()), parameters.leaves())));
    }
}
