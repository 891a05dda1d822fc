package io.brushwork.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.catalog.ModelIdentity;
import io.brushwork.dataset.CaptionTemplate;
import io.brushwork.dataset.Fingerprint;
import io.brushwork.dataset.PictureFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run depends on besides its settings, which only name it: to tell at a resume whether it is still the same. What
 * an earlier version did not record is null, and not compared.
 *
 * @param model short hash of the checkpoint; empty for a folder, which has none
 * @param vae short hash of a separate autoencoder; empty for the checkpoint's own
 * @param template hash of the lines around the captions
 */
record RunFingerprint(
        Fingerprint data,
        @Nullable String model,
        @Nullable String vae,
        @Nullable String template) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MODEL = "model";
    private static final String VAE = "vae";
    private static final String TEMPLATE = "template";

    static RunFingerprint of(PictureFolder folder, ModelIdentity model, CaptionTemplate template) {
        return new RunFingerprint(Fingerprint.of(folder), model.hash(), model.vaeHash(), template.sha256());
    }

    /** Sentences on what is not as it was; none where all is. */
    List<String> changesSince(RunFingerprint earlier) {
        List<String> changes = new ArrayList<>();
        another("model", earlier.model, model, "without a hash").ifPresent(changes::add);
        another("autoencoder", earlier.vae, vae, "the model's own").ifPresent(changes::add);
        if (earlier.template != null && !earlier.template.equals(template)) {
            changes.add("The caption template changed.");
        }
        changes.addAll(data.changesSince(earlier.data));
        return changes;
    }

    private static Optional<String> another(
            String what, @Nullable String before, @Nullable String now, String withoutHash) {
        if (before == null || before.equals(now)) {
            return Optional.empty();
        }
        String is = now == null || now.isEmpty() ? withoutHash : now;
        return Optional.of(
                "The " + what + " is another: " + is + ", and was " + (before.isEmpty() ? withoutHash : before) + ".");
    }

    String json() {
        ObjectNode tree = JSON.createObjectNode();
        tree.put(MODEL, model).put(VAE, vae).put(TEMPLATE, template);
        try {
            tree.setAll((ObjectNode) JSON.readTree(data.json()));
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new AssertionError("texts are JSON", e);
        }
    }

    /** @throws IllegalArgumentException for what neither {@link #json} nor an earlier version wrote */
    static RunFingerprint ofJson(String json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode tree) {
                String model = text(tree.remove(MODEL));
                String vae = text(tree.remove(VAE));
                String template = text(tree.remove(TEMPLATE));
                return new RunFingerprint(Fingerprint.ofJson(tree.toString()), model, vae, template);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("fingerprint: expected the JSON of a fingerprint", e);
        }
        throw new IllegalArgumentException("fingerprint: expected the JSON of a fingerprint");
    }

    private static @Nullable String text(@Nullable JsonNode value) {
        return value == null || value.isNull() ? null : value.asText();
    }
}
