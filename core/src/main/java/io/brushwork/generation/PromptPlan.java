package io.brushwork.generation;

import io.brushwork.text.ComposablePrompt;
import io.brushwork.text.PromptSchedule;
import io.brushwork.text.Scheduled;
import java.util.List;

/**
 * What a pair of prompts says at each call of the network.
 *
 * @param parts of the prompt, joined by AND
 * @param negative schedule of the negative prompt
 */
public record PromptPlan(List<Part> parts, List<Scheduled> negative) {
    public PromptPlan {
        parts = List.copyOf(parts);
    }

    /** One prompt of several joined by AND. */
    record Part(List<Scheduled> schedule, double weight) {}

    /**
     * @param prompt without tags of extra networks
     * @param calls of the network over which the prompts are scheduled
     */
    public static PromptPlan of(String prompt, String negativePrompt, int calls, PromptSchedule.Timing timing) {
        List<Part> parts = ComposablePrompt.parse(prompt).stream()
                .map(part -> new Part(PromptSchedule.parse(part.text(), calls, timing), part.weight()))
                .toList();
        return new PromptPlan(parts, PromptSchedule.parse(negativePrompt, calls, timing));
    }
}
