package io.brushwork.model.unet;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import io.brushwork.testing.RecipeTensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(booleans = {false, true})
class UNetTest {
    private static final double TOLERANCE = 1e-5;

    private final Weights weights;

    /** @param packed whether the networks are in the form that only predicts */
    UNetTest(boolean packed) {
        Compute compute = packed ? Compute.CPU.forInference() : Compute.CPU;
        weights = Weights.of(RecipeTensors.of("pocket-sd1"), compute);
    }

    @ParameterizedTest
    @CsvSource({"t, context, eps", "t_fraction, context, eps_fraction", "t, context154, eps154"})
    void matchesLdm(String timesteps, String context, String eps) throws Exception {
        try (weights;
                Scope scope = new Scope()) {
            Golden golden = Golden.of("unet");
            UNet unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
            Tensor x = golden.get("x");
            Tensor direct =
                    unet.forward(x, golden.get(timesteps), Conditioning.of(golden.get(context)), ContextTransform.NONE);
            Golden.assertClose(direct, golden.get(eps), TOLERANCE);
            try (PreparedContext prepared = unet.prepare(Conditioning.of(golden.get(context)), ContextTransform.NONE)) {
                Golden.assertClose(unet.forward(x, golden.get(timesteps), prepared), golden.get(eps), TOLERANCE);
            }
        }
    }

    @Test
    void listsItsSitesAndWidths() throws Exception {
        try (weights) {
            UNet unet = new UNet(weights.at("model.diffusion_model"), Padding.ZERO);
            assertThat(unet.widths()).containsExactly(32L, 64L, 128L, 192L);
            assertThat(unet.sites()).hasSize(32);
        }
    }
}
