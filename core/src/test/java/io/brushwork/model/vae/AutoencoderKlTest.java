package io.brushwork.model.vae;

import io.brushwork.nn.Padding;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import io.brushwork.testing.RecipeTensors;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;

class AutoencoderKlTest {
    private static final double TOLERANCE = 1e-5;

    private final Weights weights = Weights.of(RecipeTensors.of("pocket-sd1"), Compute.CPU);

    @Test
    void momentsMatchLdm() throws Exception {
        try (weights;
                Scope scope = new Scope()) {
            Golden golden = Golden.of("vae");
            AutoencoderKl vae = new AutoencoderKl(weights.at("first_stage_model"), Padding.ZERO);
            Golden.assertClose(vae.moments(golden.get("image")), golden.get("moments"), TOLERANCE);
        }
    }

    @Test
    void decodedPictureMatchesLdm() throws Exception {
        try (weights;
                Scope scope = new Scope()) {
            Golden golden = Golden.of("vae");
            AutoencoderKl vae = new AutoencoderKl(weights.at("first_stage_model"), Padding.ZERO);
            var scaled = golden.get("latent").mul(new Scalar(AutoencoderKl.SCALE_FACTOR));
            Golden.assertClose(vae.decode(scaled), golden.get("decoded"), TOLERANCE);
        }
    }
}
