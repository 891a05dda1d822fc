package io.brushwork;

import com.fasterxml.jackson.databind.JsonNode;
import io.brushwork.model.clip.ClipTextModel;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import io.brushwork.testing.RecipeTensors;
import io.brushwork.text.ClipTokenizer;
import io.brushwork.text.Emphasis;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contexts of whole prompts: tokens, chunks, text model and emphasis together. */
class PromptEncoderTest {
    private static final double TOLERANCE = 1e-5;

    private final Golden golden = Golden.of("clip");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void contextEqualsA1111(int number) throws IOException {
        JsonNode prompt = Golden.json("tokens").path("chunks").path(number).path("prompt");
        check(prompt.asText(), Emphasis.ORIGINAL, "cond." + number);
    }

    @Test
    void contextWithoutNormalisationEqualsA1111() throws IOException {
        check("oil painting of (a castle:1.3) on a hill, [blurry]", Emphasis.NO_NORM, "cond_nonorm.0");
    }

    private void check(String prompt, Emphasis emphasis, String expected) throws IOException {
        try (Weights weights = Weights.of(RecipeTensors.of("pocket-sd1"), Compute.CPU);
                Scope scope = new Scope();
                PromptEncoder encoder = new PromptEncoder(
                        ClipTextModel.of(weights.at("cond_stage_model"), false), new ClipTokenizer(), 1, emphasis)) {
            Golden.assertClose(encoder.encode(prompt).squeeze(0), golden.get(expected), TOLERANCE);
        }
    }
}
