package io.brushwork.generation;

import io.brushwork.hypernetwork.HypernetworkEffect;
import java.util.List;

/**
 * What a generation gave.
 *
 * @param request with all settled that was left open: sizes, guidance, seeds. It makes the same pictures again
 * @param images what was drawn; of a job that was stopped, what it had come to
 * @param effects what each hypernetwork did, in the order of the prompt: the layers it touched and how strongly
 * @param notices for the user; the same that the listener heard
 * @param stopped whether the listener ended it before its time
 */
public record GenerationResult(
        GenerationRequest request,
        List<GeneratedImage> images,
        List<HypernetworkEffect> effects,
        List<String> notices,
        boolean stopped) {
    public GenerationResult {
        images = List.copyOf(images);
        effects = List.copyOf(effects);
        notices = List.copyOf(notices);
    }
}
