package io.brushwork.model.unet;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.RecipeTensors;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** What a step makes is freed at its end: native objects do not grow in number with the steps. */
class UNetMemoryTest {
    private static final int WARM = 20;
    private static final int STEPS = 60;
    private static final int STEPS_OF_A_PICTURE = 20;

    @Test
    void stepsLeaveNothingBehind() throws Exception {
        try (Weights weights = Weights.of(RecipeTensors.of("pocket-sd1"), Compute.CPU.forInference());
                Scope scope = new Scope()) {
            UNet unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
            Tensor x = torch.randn(2, 4, 8, 8);
            Conditioning context = Conditioning.of(torch.randn(2, 77, unet.contextWidth()));
            run(unet, x, context, WARM);
            long objects = Pointer.totalCount();
            run(unet, x, context, STEPS);
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(objects);
        }
    }

    private static void run(UNet unet, Tensor x, Conditioning context, int steps) {
        for (int done = 0; done < steps; done += STEPS_OF_A_PICTURE) {
            try (InferenceMode inference = new InferenceMode(true);
                    PreparedContext prepared = unet.prepare(context, ContextTransform.NONE)) {
                for (int i = 0; i < STEPS_OF_A_PICTURE; i++) {
                    try (Scope step = new Scope()) {
                        unet.forward(x, torch.tensor(new float[] {500, 500}), prepared);
                    }
                }
            }
        }
    }
}
