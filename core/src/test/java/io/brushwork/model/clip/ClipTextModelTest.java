package io.brushwork.model.clip;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import io.brushwork.testing.RecipeTensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(booleans = {false, true})
class ClipTextModelTest {
    private static final double TOLERANCE = 1e-5;

    private final Weights sd1;
    private final Weights sd2;

    /** @param packed whether the networks are in the form that only predicts */
    ClipTextModelTest(boolean packed) {
        Compute compute = packed ? Compute.CPU.forInference() : Compute.CPU;
        sd1 = Weights.of(RecipeTensors.of("pocket-sd1"), compute);
        sd2 = Weights.of(RecipeTensors.of("pocket-sd2"), compute);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void hiddenStatesMatchClip(int clipSkip) throws Exception {
        try (sd1;
                Scope scope = new Scope()) {
            Golden golden = Golden.of("clip");
            ClipTextModel clip = ClipTextModel.of(sd1.at("cond_stage_model"));
            Golden.assertClose(clip.forward(golden.get("ids"), clipSkip), golden.get("skip" + clipSkip), TOLERANCE);
        }
    }

    @Test
    void hiddenStatesMatchOpenClip() throws Exception {
        try (sd2;
                Scope scope = new Scope()) {
            Golden golden = Golden.of("sd2");
            ClipTextModel clip = ClipTextModel.of(sd2.at("cond_stage_model"));
            Golden.assertClose(clip.forward(golden.get("ids"), 1), golden.get("context"), TOLERANCE);
        }
    }

    @Test
    void skippingMoreLayersThanThereAreIsRefused() throws Exception {
        try (sd1;
                Scope scope = new Scope()) {
            ClipTextModel clip = ClipTextModel.of(sd1.at("cond_stage_model"));
            assertThatThrownBy(() -> clip.forward(Golden.of("clip").get("ids"), 5))
                    .hasMessage("clipSkip: expected 1 to 4, got 5");
        }
    }
}
