package io.brushwork.model.vae;

import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import io.brushwork.testing.RecipeTensors;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(booleans = {false, true})
class AutoencoderKlTest {
    private static final double TOLERANCE = 1e-5;

    private final Weights weights;

    /** @param packed whether the networks are in the form that only predicts */
    AutoencoderKlTest(boolean packed) {
        Compute compute = packed ? Compute.CPU.forInference() : Compute.CPU;
        weights = Weights.of(RecipeTensors.of("pocket-sd1"), compute);
    }

    @Test
    void momentsMatchLdm() throws Exception {
        try (weights;
                Scope scope = new Scope()) {
            Golden golden = Golden.of("vae");
            AutoencoderKl vae = new AutoencoderKl(weights.at("first_stage_model"), Padding.ZERO, 0.18215);
            Golden.assertClose(vae.moments(golden.get("image")), golden.get("moments"), TOLERANCE);
        }
    }

    @Test
    void decodedPictureMatchesLdm() throws Exception {
        try (weights;
                Scope scope = new Scope()) {
            Golden golden = Golden.of("vae");
            AutoencoderKl vae = new AutoencoderKl(weights.at("first_stage_model"), Padding.ZERO, 0.18215);
            var scaled = golden.get("latent").mul(new Scalar(0.18215));
            Golden.assertClose(vae.decode(scaled), golden.get("decoded"), TOLERANCE);
        }
    }
}
