package io.brushwork.pocket.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** Deals subjects out to {@link Part}s. The seed fixes it: it must never change while a model is in use. */
final class Parts {
    /** Animals and nature, food and drink, travel and places, activities, objects. */
    private static final Set<Integer> TAUGHT_GROUPS = Set.of(3, 4, 5, 6, 7);

    private static final int HELD_OUT = 200;
    private static final int UNSEEN = 100;
    private static final long SEED = 20_261_124;

    private Parts() {}

    /**
     * @param drawnByAll whether a subject has a drawing in each target style
     */
    static Map<String, Part> deal(List<Subject> subjects, Predicate<Subject> drawnByAll) {
        Map<String, Part> parts = new HashMap<>();
        List<Subject> taught = new ArrayList<>();
        List<Subject> other = new ArrayList<>();
        for (Subject subject : subjects) {
            boolean teach = isTaught(subject);
            parts.put(subject.code(), teach ? Part.TAUGHT : Part.OTHER);
            if (drawnByAll.test(subject)) {
                (teach ? taught : other).add(subject);
            }
        }
        draw(taught, HELD_OUT, SEED).forEach(subject -> parts.put(subject.code(), Part.HELD_OUT));
        draw(other, UNSEEN, SEED + 1).forEach(subject -> parts.put(subject.code(), Part.UNSEEN));
        return parts;
    }

    /** Things and places, but not the 24 clock faces, which differ in their hands only. */
    private static boolean isTaught(Subject subject) {
        String label = subject.label();
        return TAUGHT_GROUPS.contains(subject.group()) && !label.endsWith("o’clock") && !label.endsWith("-thirty");
    }

    private static List<Subject> draw(List<Subject> from, int count, long seed) {
        List<Subject> shuffled = new ArrayList<>(from);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled.subList(0, Math.min(count, shuffled.size()));
    }
}
