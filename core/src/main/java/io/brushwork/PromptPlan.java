package io.brushwork;

import io.brushwork.text.ComposablePrompt;
import io.brushwork.text.PromptSchedule;
import io.brushwork.text.Scheduled;
import io.brushwork.text.WeightedPrompt;
import java.util.List;

/**
 * What a pair of prompts says at each call of the network: the parts joined by AND with their weights, and the negative
 * prompt.
 *
 * @param calls of the network that the schedules were made for
 */
record PromptPlan(List<Part> parts, List<Scheduled> negative, int calls) {
    PromptPlan {
        parts = List.copyOf(parts);
    }

    /** @param prompt without tags of extra networks */
    static PromptPlan of(String prompt, String negativePrompt, int calls, PromptSchedule.Timing timing) {
        List<Part> parts = ComposablePrompt.parse(prompt).stream()
                .map(part -> Part.of(part, calls, timing))
                .toList();
        return new PromptPlan(parts, PromptSchedule.parse(negativePrompt, calls, timing), calls);
    }

    String negativeAt(int call) {
        return at(negative, call);
    }

    private static String at(List<Scheduled> schedule, int call) {
        return schedule.get(PromptSchedule.indexAt(schedule, call)).text();
    }

    /** One prompt of several joined by AND. */
    record Part(List<Scheduled> schedule, double weight) {
        private static Part of(WeightedPrompt prompt, int calls, PromptSchedule.Timing timing) {
            return new Part(PromptSchedule.parse(prompt.text(), calls, timing), prompt.weight());
        }

        String at(int call) {
            return PromptPlan.at(schedule, call);
        }
    }
}
