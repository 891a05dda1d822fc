package io.brushwork.training;

import io.brushwork.generation.GenerationRequest;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.sampling.SamplerChoice;
import java.util.List;

/** What a run's previews ask for. */
final class PreviewRequests {
    private static final int MAX_CAPTION = 200;

    private PreviewRequests() {}

    /**
     * A request for each prompt, without the network.
     *
     * @param caption in place of prompts where there are none
     */
    static List<GenerationRequest> of(TrainingOptions options, String caption) {
        TrainingOptions.Preview preview = options.preview();
        List<String> prompts = preview.prompts().isEmpty() ? List.of(plain(caption)) : preview.prompts();
        return prompts.stream()
                .map(prompt -> GenerationRequest.of(prompt)
                        .negativePrompt(preview.negativePrompt())
                        .size(
                                preview.width() == 0 ? options.data().width() : preview.width(),
                                preview.height() == 0 ? options.data().height() : preview.height())
                        .steps(preview.steps())
                        .sampler(SamplerChoice.of(preview.sampler()))
                        .cfgScale(preview.cfgScale())
                        .clipSkip(options.model().clipSkip())
                        .seed(preview.seed())
                        .build())
                .toList();
    }

    /** The network as a prompt names it. */
    static String tag(Hypernetwork network) {
        if (network.name().matches(".*[:<>].*")) {
            throw new IllegalArgumentException(
                    "hypernetwork: expected a name without : < >, which no prompt can name, got " + network.name()
                            + "; rename the file, or train with --preview-every 0");
        }
        return "<hypernet:" + network.name() + ":1>";
    }

    /** A caption as a prompt: without tags, and not too long for a label. */
    private static String plain(String caption) {
        return caption.replaceAll("[<>]", " ")
                .codePoints()
                .limit(MAX_CAPTION)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
