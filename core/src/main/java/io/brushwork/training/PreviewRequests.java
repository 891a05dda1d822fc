package io.brushwork.training;

import io.brushwork.base.Size;
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
        Size size = new Size(
                preview.width() == 0 ? options.data().width() : preview.width(),
                preview.height() == 0 ? options.data().height() : preview.height());
        return prompts.stream()
                .map(prompt -> request(
                        prompt,
                        preview.negativePrompt(),
                        size,
                        preview.steps(),
                        preview.sampler(),
                        preview.cfgScale(),
                        options.model().clipSkip(),
                        preview.seed()))
                .toList();
    }

    /** One request, which checks what it is made of. */
    static GenerationRequest request(
            String prompt,
            String negativePrompt,
            Size size,
            int steps,
            SamplerChoice sampler,
            double cfgScale,
            int clipSkip,
            long seed) {
        return GenerationRequest.of(prompt)
                .negativePrompt(negativePrompt)
                .size(size.width(), size.height())
                .steps(steps)
                .sampler(sampler)
                .cfgScale(cfgScale)
                .clipSkip(clipSkip)
                .seed(seed)
                .build();
    }

    /** The network as a prompt names it. */
    static String tag(Hypernetwork network) {
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
