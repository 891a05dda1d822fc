package io.brushwork.model.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.nn.TensorSource;
import io.brushwork.nn.Weights;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import io.brushwork.testing.RecipeTensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
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
            ClipTextModel clip = ClipTextModel.of(sd1.at("cond_stage_model"), false);
            Golden.assertClose(clip.encode(golden.get("ids"), clipSkip), golden.get("skip" + clipSkip), TOLERANCE);
        }
    }

    @Test
    void hiddenStatesMatchOpenClip() throws Exception {
        try (sd2;
                Scope scope = new Scope()) {
            Golden golden = Golden.of("sd2");
            ClipTextModel clip = ClipTextModel.of(sd2.at("cond_stage_model"), false);
            Golden.assertClose(clip.encode(golden.get("ids"), 1), golden.get("context"), TOLERANCE);
        }
    }

    /** SD 2 as Diffusers stores it: Hugging Face's names, projections apart, the last layer left out. */
    @Test
    void openClipUnderHuggingFacesNamesMatchesToo() throws Exception {
        try (Weights renamed = Weights.of(new HuggingFaceNames(RecipeTensors.of("pocket-sd2")), Compute.CPU);
                Scope scope = new Scope()) {
            Golden golden = Golden.of("sd2");
            ClipTextModel clip = ClipTextModel.of(renamed.at("cond_stage_model"), true);
            assertThat(clip.paddingToken()).isZero();
            Golden.assertClose(clip.encode(golden.get("ids"), 1), golden.get("context"), TOLERANCE);
        }
    }

    @Test
    void vectorsOfNoWordCanBePutIn() throws Exception {
        try (sd1;
                Scope scope = new Scope()) {
            ClipTextModel clip = ClipTextModel.of(sd1.at("cond_stage_model"), false);
            Tensor ids = Golden.of("clip").get("ids");
            Tensor embedded = clip.embed(ids);
            assertThat(clip.forward(embedded, 1).equal(clip.encode(ids, 1))).isTrue();
            embedded.narrow(1, 5, 1).zero_();
            Tensor states = clip.forward(embedded, 1);
            Tensor before = clip.encode(ids, 1);
            // Attention looks back only: what stands before the place stays, what stands after it changes.
            assertThat(states.narrow(1, 0, 5).equal(before.narrow(1, 0, 5))).isTrue();
            assertThat(states.narrow(1, 6, 1).equal(before.narrow(1, 6, 1))).isFalse();
            assertThatThrownBy(() -> clip.forward(ids, 1)).hasMessageStartingWith("embedded: expected [n, tokens, ");
        }
    }

    private static final class HuggingFaceNames implements TensorSource {
        private static final String OPEN_CLIP = "cond_stage_model.model.";
        private static final String TEXT_MODEL = "cond_stage_model.transformer.text_model.";
        private static final Map<String, String> PARTS = Map.of(
                "layer_norm1.weight", "ln_1.weight",
                "layer_norm1.bias", "ln_1.bias",
                "layer_norm2.weight", "ln_2.weight",
                "layer_norm2.bias", "ln_2.bias",
                "self_attn.out_proj.weight", "attn.out_proj.weight",
                "self_attn.out_proj.bias", "attn.out_proj.bias",
                "mlp.fc1.weight", "mlp.c_fc.weight",
                "mlp.fc1.bias", "mlp.c_fc.bias",
                "mlp.fc2.weight", "mlp.c_proj.weight",
                "mlp.fc2.bias", "mlp.c_proj.bias");
        private static final List<String> QKV = List.of("q", "k", "v");
        private static final int LAYERS = 3;

        private final RecipeTensors source;
        private final Map<String, String> names = new HashMap<>();

        HuggingFaceNames(RecipeTensors source) {
            this.source = source;
            names.put("embeddings.token_embedding.weight", "token_embedding.weight");
            names.put("embeddings.position_embedding.weight", "positional_embedding");
            names.put("final_layer_norm.weight", "ln_final.weight");
            names.put("final_layer_norm.bias", "ln_final.bias");
            for (int i = 0; i < LAYERS; i++) {
                String ours = "encoder.layers." + i + ".";
                String theirs = "transformer.resblocks." + i + ".";
                PARTS.forEach((part, name) -> names.put(ours + part, theirs + name));
                QKV.forEach(p -> names.put(ours + "self_attn." + p + "_proj.weight", theirs + "attn.in_proj_weight"));
                QKV.forEach(p -> names.put(ours + "self_attn." + p + "_proj.bias", theirs + "attn.in_proj_bias"));
            }
        }

        @Override
        public String label() {
            return "pocket-sd2 under other names";
        }

        @Override
        public Set<String> names() {
            return names.keySet().stream().map(n -> TEXT_MODEL + n).collect(Collectors.toSet());
        }

        @Override
        public List<Long> shape(String name) {
            List<Long> shape = new ArrayList<>(source.shape(theirs(name)));
            if (third(name) >= 0) {
                shape.set(0, shape.get(0) / 3);
            }
            return shape;
        }

        @Override
        public Tensor read(String name) {
            Tensor tensor = source.read(theirs(name));
            int third = third(name);
            return third < 0 ? tensor : tensor.chunk(3, 0).get(third);
        }

        private String theirs(String name) {
            return OPEN_CLIP + names.get(name.substring(TEXT_MODEL.length()));
        }

        private static int third(String name) {
            int at = name.indexOf("_proj.");
            return at < 0 ? -1 : QKV.indexOf(name.substring(at - 1, at));
        }
    }

    @Test
    void skippingMoreLayersThanThereAreIsRefused() throws Exception {
        try (sd1;
                Scope scope = new Scope()) {
            ClipTextModel clip = ClipTextModel.of(sd1.at("cond_stage_model"), false);
            assertThatThrownBy(() -> clip.encode(Golden.of("clip").get("ids"), 5))
                    .hasMessage("clipSkip: expected 1 to 4, got 5");
        }
    }
}
