package io.brushwork.generation;

import io.brushwork.hypernetwork.HypernetworkEffect;
import java.util.List;

/**
 * What a generation gave.
 *
 * @param effects what each hypernetwork did, in the order of the prompt: the layers it touched and how strongly
 * @param notices for the user; the same that the listener heard
 */
public record GenerationResult(List<GeneratedImage> images, List<HypernetworkEffect> effects, List<String> notices) {
    public GenerationResult {
        images = List.copyOf(images);
        effects = List.copyOf(effects);
        notices = List.copyOf(notices);
    }
}
