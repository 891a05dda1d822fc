package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.model.Networks;
import io.brushwork.model.PromptEncoder;
import io.brushwork.model.unet.Conditioning;
import io.brushwork.nn.Padding;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import io.brushwork.testing.Golden;
import io.brushwork.testing.RecipeTensors;
import io.brushwork.text.ClipTokenizer;
import io.brushwork.text.Emphasis;
import io.brushwork.text.Scheduled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Four short trainings recorded from A1111's own settings: losses, first gradients and final weights. */
class GoldenTrainingTest {
    private static final double TOLERANCE = 1e-4;

    private final Golden golden = Golden.of("training");

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "2, false", "3, true"})
    void lossesGradientsAndWeightsEqualA1111(int number, boolean checkpointing) throws IOException {
        JsonNode run = Golden.json("training").get(number);
        String tag = run.get("tag").asText();
        String file = run.get("init").asText();
        try (Networks networks = new Networks(
                        RecipeTensors.of("pocket-sd1"), RecipeTensors.of("pocket-sd1"), Compute.CPU, null, false);
                Hypernetwork network = Hypernetwork.load(Golden.file("hypernetworks/" + file + ".pt"), Compute.CPU);
                Scope scope = new Scope()) {
            Map<String, Tensor> weights = network.weights();
            weights.values().forEach(weight -> weight.requires_grad_(true));
            DenoisingLoss loss = new DenoisingLoss(networks.schedule(), networks.prediction(), 0);
            Backprop backprop = new Backprop(networks.unet(Padding.ZERO), loss, checkpointing);
            List<Conditioning> contexts = contexts(networks, run.get("captions"));
            GradientClip clip = run.get("clip_mode").isNull()
                    ? GradientClip.DISABLED
                    : GradientClip.named(run.get("clip_mode").asText());
            int batch = run.get("batch").asInt();
            int gathered = run.get("accumulation").asInt();
            try (AdamW adamW = new AdamW(weights, 0.01)) {
                for (int step = 0; step < run.get("steps").asInt(); step++) {
                    double mean = 0;
                    for (int i = 0; i < gathered; i++) {
                        int from = (step * gathered + i) * batch;
                        // The seed decides dropout, which none of these networks has on.
                        mean += backprop.accumulate(
                                        batch(tag, contexts, from, batch), network.training(1, 0), 1.0 / gathered)
                                / gathered;
                    }
                    assertThat(mean)
                            .as(tag + " step " + step)
                            .isCloseTo(
                                    run.get("losses").get(step).asDouble(),
                                    within(TOLERANCE
                                            * run.get("losses").get(step).asDouble()));
                    if (step == 0) {
                        checkGradients(tag, weights);
                    }
                    double norm = GradientClip.norm(weights.values());
                    clip.apply(weights.values(), run.get("clip_value").asDouble(), norm);
                    adamW.step(run.get("lr").get(step).asDouble());
                    weights.values().forEach(weight -> weight.mutable_grad().zero_());
                }
            }
            checkWeights(tag, weights);
        }
    }

    private MicroBatch batch(String tag, List<Conditioning> contexts, int from, int count) {
        Tensor order = golden.get(tag + ".order");
        Tensor chosen = order.narrow(0, from, count);
        List<Integer> timesteps = new ArrayList<>();
        List<Conditioning> each = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            timesteps.add(
                    (int) golden.get(tag + ".timesteps").narrow(0, from + i, 1).item_long());
            each.add(contexts.get((int) chosen.narrow(0, i, 1).item_long()));
        }
        return new MicroBatch(
                golden.get(tag + ".latents").index_select(0, chosen),
                timesteps,
                golden.get(tag + ".noise").narrow(0, from, count),
                Conditioning.join(each, 1),
                null);
    }

    private static List<Conditioning> contexts(Networks networks, JsonNode captions) throws IOException {
        List<Conditioning> contexts = new ArrayList<>();
        try (PromptEncoder encoder = new PromptEncoder(
                networks.clip(), new ClipTokenizer(networks.clip().cleaning()), 1, Emphasis.ORIGINAL)) {
            StreamSupport.stream(captions.spliterator(), false)
                    .forEach(caption -> contexts.add(encoder.at(List.of(new Scheduled(1, caption.asText())), 0)
                            .map(Tensor::clone)));
        }
        return contexts;
    }

    /** Gradients of weights that a constant in all keys comes from: softmax makes them zero, and rounding is what is left. */
    private static final double ROUNDING = 1e-7;

    private void checkGradients(String tag, Map<String, Tensor> weights) {
        Map<String, Double> errors = new LinkedHashMap<>();
        weights.forEach((name, weight) -> {
            String recorded = tag + ".grad0." + name;
            if (!golden.has(recorded)) {
                return;
            }
            Tensor actual = rows(new Tensor(weight.grad()), golden.get(recorded));
            if (golden.get(recorded).abs().max().item_double() < ROUNDING) {
                assertThat(actual.abs().max().item_double()).as(recorded).isLessThan(ROUNDING);
            } else {
                errors.put(recorded, relative(actual, golden.get(recorded)));
            }
        });
        assertThat(errors).hasSizeGreaterThan(11);
        assertThat(errors)
                .allSatisfy((name, error) -> assertThat(error).as(name).isLessThan(TOLERANCE));
    }

    /**
     * AdamW's first steps go by the sign of the gradient, also where that is rounding: single weights may differ by the
     * rate, all together may not.
     */
    private void checkWeights(String tag, Map<String, Tensor> weights) {
        double squares = 0;
        double all = 0;
        for (Map.Entry<String, Tensor> weight : weights.entrySet()) {
            String recorded = tag + ".final." + weight.getKey();
            String gradient = tag + ".grad0." + weight.getKey();
            if (!golden.has(recorded) || golden.get(gradient).abs().max().item_double() < ROUNDING) {
                continue;
            }
            Tensor expected = golden.get(recorded);
            Tensor actual = weight.getValue().detach();
            double error = torch.norm(rows(actual, expected).sub(expected)).item_double();
            double size = torch.norm(expected).item_double();
            assertThat(error / size).as(recorded).isLessThan(3 * TOLERANCE);
            squares += error * error;
            all += size * size;
            String norm = recorded.replace(".weight", ".norm");
            if (!norm.equals(recorded) && golden.has(norm)) {
                double whole = golden.get(norm).item_double();
                assertThat(torch.norm(actual).item_double()).as(norm).isCloseTo(whole, within(TOLERANCE * whole));
            }
        }
        assertThat(Math.sqrt(squares / all)).as(tag).isLessThan(TOLERANCE / 2);
    }

    /** Those rows of a tensor that were recorded: all, or every sixteenth. */
    private static Tensor rows(Tensor whole, Tensor recorded) {
        long every = whole.size(0) / recorded.size(0);
        return whole.index_select(0, torch.arange(new Scalar(0), new Scalar(whole.size(0)), new Scalar(every)));
    }

    private static double relative(Tensor actual, Tensor expected) {
        return torch.norm(actual.sub(expected)).item_double()
                / torch.norm(expected).item_double();
    }
}
