package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.infotext.Infotext;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.Schedule;
import io.brushwork.text.ExtraNetworkTags;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What previews in training take from a picture's text: A1111's "Read parameters from txt2img tab when making previews".
 * It takes no clip skip (the training has its own), no hires fix and no extra networks; nor does this.
 */
record PreviewText(GenerationRequest request) {
    private static final Set<String> TAKEN = Set.of("Steps", "Sampler", "Schedule type", "CFG scale", "Seed", "Size");

    /** What previews can use; the rest of the text may be anything. */
    static PreviewText of(Infotext text) {
        Map<String, String> parameters = new LinkedHashMap<>(text.parameters());
        parameters.keySet().retainAll(TAKEN);
        return new PreviewText(GenerationRequest.of(new Infotext(text.prompt(), text.negativePrompt(), parameters)));
    }

    /** As the settings of a training have it. */
    ObjectNode settings() {
        ObjectNode preview = JsonNodeFactory.instance.objectNode();
        // Each preview names the network that is trained, and no other is active.
        preview.putArray("prompts")
                .add(ExtraNetworkTags.parse(request.prompt()).text().strip());
        preview.put("negativePrompt", request.negativePrompt())
                .put("steps", request.steps())
                .put("width", request.width())
                .put("height", request.height())
                .put("sampler", name(request.sampler()))
                .put("cfgScale", request.guidance().cfgScale());
        if (request.seed() >= 0) {
            preview.put("seed", request.seed());
        }
        return preview;
    }

    /** With its schedule, as A1111's older names have it. */
    private static String name(SamplerChoice choice) {
        String sampler = choice.sampler().label();
        return choice.schedule() == Schedule.AUTOMATIC
                ? sampler
                : sampler + " " + choice.schedule().label();
    }
}
