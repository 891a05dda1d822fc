package io.brushwork.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.brushwork.model.clip.ClipTextModel;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import io.brushwork.testing.RecipeTensors;
import io.brushwork.text.ClipTokenizer;
import io.brushwork.text.Emphasis;
import io.brushwork.text.PromptSchedule;
import io.brushwork.text.Scheduled;
import java.io.IOException;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
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

    /** A1111 encodes the texts of a schedule as one batch: one mean for all of them, and one length. */
    @Test
    void textsOfOneScheduleShareMeanAndLength() throws IOException {
        String longer = "cat, ".repeat(60);
        List<Scheduled> schedule = PromptSchedule.parse("a [cat:(dog:1.6) " + longer + ":0.5]", 4);
        try (Weights weights = Weights.of(RecipeTensors.of("pocket-sd1"), Compute.CPU);
                Scope scope = new Scope()) {
            ClipTextModel clip = ClipTextModel.of(weights.at("cond_stage_model"), false);
            try (PromptEncoder original = new PromptEncoder(clip, new ClipTokenizer(), 1, Emphasis.ORIGINAL);
                    PromptEncoder plain = new PromptEncoder(clip, new ClipTokenizer(), 1, Emphasis.NO_NORM);
                    PromptEncoder ignored = new PromptEncoder(clip, new ClipTokenizer(), 1, Emphasis.IGNORE)) {
                Tensor before = original.at(schedule, 0).context();
                Tensor after = original.at(schedule, 3).context();
                assertThat(before.sizes().vec().get())
                        .isEqualTo(after.sizes().vec().get());
                // The first chunks, without weights and with them; their means are over both texts.
                Tensor unweighted =
                        torch.cat(new TensorVector(first(ignored, schedule, 0), first(ignored, schedule, 3)), 0);
                Tensor weighted = torch.cat(new TensorVector(first(plain, schedule, 0), first(plain, schedule, 3)), 0);
                Tensor kept = weighted.mul(unweighted.mean().div(weighted.mean()));
                Golden.assertClose(before.narrow(1, 0, 77), kept.narrow(0, 0, 1), TOLERANCE);
                Golden.assertClose(after.narrow(1, 0, 77), kept.narrow(0, 1, 1), TOLERANCE);
            }
        }
    }

    private static Tensor first(PromptEncoder encoder, List<Scheduled> schedule, int call) {
        return encoder.at(schedule, call).context().narrow(1, 0, 77);
    }

    private void check(String prompt, Emphasis emphasis, String expected) throws IOException {
        try (Weights weights = Weights.of(RecipeTensors.of("pocket-sd1"), Compute.CPU);
                Scope scope = new Scope();
                PromptEncoder encoder = new PromptEncoder(
                        ClipTextModel.of(weights.at("cond_stage_model"), false), new ClipTokenizer(), 1, emphasis)) {
            Golden.assertClose(
                    encoder.at(List.of(new Scheduled(1, prompt)), 0).context().squeeze(0),
                    golden.get(expected),
                    TOLERANCE);
        }
    }
}
