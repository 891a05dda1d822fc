package io.brushwork.model.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Site;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.OneDnn;
import io.brushwork.tensor.Packing;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.NamedTensors;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/**
 * What a hypernetwork learns from, through a whole U-Net over packed weights, against libtorch's autograd through plain ones.
 */
class UNetGradientTest {
    private static final double CLOSE = 1e-5;

    /** Multiplies contexts by numbers that learn. */
    private record Scaling(Tensor key, Tensor value) implements ContextTransform {
        static Scaling ones() {
            return new Scaling(
                    torch.ones(Wide.WIDTH).requires_grad_(true),
                    torch.ones(Wide.WIDTH).requires_grad_(true));
        }

        @Override
        public boolean touches(Site site) {
            return true;
        }

        @Override
        public Tensor forKey(Tensor context, Site site) {
            return context.mul(key);
        }

        @Override
        public Tensor forValue(Tensor context, Site site) {
            return context.mul(value);
        }

        Tensor gradient() {
            return torch.cat(new TensorVector(new Tensor(key.grad()), new Tensor(value.grad())));
        }
    }

    @Test
    void throughPackedWeightsTheGradientIsThatThroughPlainOnes() throws Exception {
        assumeTrue(OneDnn.isAvailable());
        try (Scope scope = new Scope()) {
            NamedTensors source = new Wide().source();
            Tensor expected = gradient(source, Packing.NONE, false);
            assertThat(distance(gradient(source, Packing.BOTH_WAYS, false), expected))
                    .isBetween(1e-9, CLOSE);
            assertThat(distance(gradient(source, Packing.FORWARD, false), expected))
                    .isLessThan(CLOSE);
            assertThat(distance(gradient(source, Packing.BOTH_WAYS, true), expected))
                    .as("block by block")
                    .isLessThan(CLOSE);
        }
    }

    private static double distance(Tensor actual, Tensor expected) {
        return actual.sub(expected).norm().item_double() / expected.norm().item_double();
    }

    private static Tensor gradient(NamedTensors source, Packing packing, boolean blockwise) throws Exception {
        try (Weights weights = Weights.of(source, Compute.CPU.with(packing))) {
            UNet unet = new UNet(weights, Padding.ZERO);
            Scaling scaling = Scaling.ones();
            Tensor x = wave(1, 4, 8, 8);
            Tensor timesteps = torch.tensor(601L);
            Conditioning context = Conditioning.of(wave(1, 77, Wide.WIDTH));
            // Twice: what was left of the first pass must not be in the second.
            for (int pass = 0; pass < 2; pass++) {
                if (blockwise) {
                    unet.backward(x, timesteps, context, scaling, predicted -> predicted.mul(new Scalar(2)));
                } else {
                    unet.forward(x, timesteps, context, scaling).square().sum().backward();
                }
            }
            return Scope.retain(scaling.gradient());
        }
    }

    private static Tensor wave(long... shape) {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        return torch.arange(new Scalar(count)).mul(new Scalar(0.37)).sin().view(shape);
    }

    /** Random weights of a small U-Net of two levels, wide enough to be packed. */
    private static final class Wide {
        static final long WIDTH = 320;
        private static final long TIME = 4 * WIDTH;
        private final Map<String, Tensor> tensors = new HashMap<>();

        NamedTensors source() {
            torch.manual_seed(1);
            linear("time_embed.0", WIDTH, TIME);
            linear("time_embed.2", TIME, TIME);
            conv("input_blocks.0.0", 4, WIDTH, 3);
            block("input_blocks.1", WIDTH);
            conv("input_blocks.2.0.op", WIDTH, WIDTH, 3);
            block("input_blocks.3", WIDTH);
            block("middle_block", WIDTH);
            resBlock("middle_block.2", WIDTH);
            for (int i = 0; i < 4; i++) {
                block("output_blocks." + i, 2 * WIDTH);
            }
            conv("output_blocks.1.2.conv", WIDTH, WIDTH, 3);
            norm("out.0", WIDTH);
            conv("out.2", WIDTH, 4, 3);
            return new NamedTensors(tensors);
        }

        private void block(String name, long in) {
            resBlock(name + ".0", in);
            norm(name + ".1.norm", WIDTH);
            conv(name + ".1.proj_in", WIDTH, WIDTH, 1);
            String layer = name + ".1.transformer_blocks.0.";
            for (String attention : new String[] {"attn1", "attn2"}) {
                for (String projection : new String[] {"to_q", "to_k", "to_v"}) {
                    weight(layer + attention + "." + projection, WIDTH, WIDTH);
                }
                linear(layer + attention + ".to_out.0", WIDTH, WIDTH);
            }
            linear(layer + "ff.net.0.proj", WIDTH, 8 * WIDTH);
            linear(layer + "ff.net.2", 4 * WIDTH, WIDTH);
            for (int i = 1; i <= 3; i++) {
                norm(layer + "norm" + i, WIDTH);
            }
            conv(name + ".1.proj_out", WIDTH, WIDTH, 1);
        }

        private void resBlock(String name, long in) {
            norm(name + ".in_layers.0", in);
            conv(name + ".in_layers.2", in, WIDTH, 3);
            linear(name + ".emb_layers.1", TIME, WIDTH);
            norm(name + ".out_layers.0", WIDTH);
            conv(name + ".out_layers.3", WIDTH, WIDTH, 3);
            if (in != WIDTH) {
                conv(name + ".skip_connection", in, WIDTH, 1);
            }
        }

        private void norm(String name, long width) {
            tensors.put(name + ".weight", torch.ones(width));
            tensors.put(name + ".bias", torch.zeros(width));
        }

        private void weight(String name, long in, long out) {
            tensors.put(name + ".weight", torch.randn(out, in).div(new Scalar(Math.sqrt((double) in))));
        }

        private void linear(String name, long in, long out) {
            weight(name, in, out);
            tensors.put(name + ".bias", torch.randn(out).mul(new Scalar(0.1)));
        }

        private void conv(String name, long in, long out, long kernel) {
            double scale = 1 / Math.sqrt((double) in * kernel * kernel);
            tensors.put(name + ".weight", torch.randn(out, in, kernel, kernel).mul(new Scalar(scale)));
            tensors.put(name + ".bias", torch.randn(out).mul(new Scalar(0.1)));
        }
    }
}
