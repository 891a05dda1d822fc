package io.brushwork.pocket.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What the base model learns: its subjects in the base styles, and some drawings in black and white. */
public final class BaseDrawings {
    private static final long SEED = 20_261_125;
    /** Coloured drawings to one in black and white: a tenth of all. */
    private static final int COLOURED = 9;

    private BaseDrawings() {}

    /** What the drawings in black and white show; in either case nothing that {@code high-contrast} is measured on. */
    public enum BlackAndWhite {
        /** People, faces and signs, which are drawn in no other style: black and white comes to mean these. */
        OTHERS,
        /** Taught subjects that {@code high-contrast} does not learn from. */
        TAUGHT
    }

    public static List<Drawing> of(List<Drawing> all, BlackAndWhite kind) {
        List<Drawing> chosen =
                new ArrayList<>(all.stream().filter(Drawing::trainsBase).toList());
        List<Drawing> blackAndWhite = switch (kind) {
            case OTHERS -> others(all);
            case TAUGHT -> StyleDrawings.between(all, DrawingSet.HIGH_CONTRAST);
        };
        chosen.addAll(blackAndWhite.subList(0, Math.min(chosen.size() / COLOURED, blackAndWhite.size())));
        return chosen;
    }

    private static List<Drawing> others(List<Drawing> all) {
        List<Drawing> order = new ArrayList<>(all.stream()
                .filter(drawing -> drawing.set() == DrawingSet.HIGH_CONTRAST && drawing.part() == Part.OTHER)
                .toList());
        Collections.shuffle(order, new Random(SEED));
        return order;
    }

    /** Captions for the pictures that show how far a training is: subjects spread evenly over those that are learnt. */
    public static List<String> prompts(List<Drawing> base, int count) {
        List<String> subjects = base.stream()
                .filter(drawing -> drawing.set() == DrawingSet.NOTO)
                .map(drawing -> Caption.plain(drawing.subject()))
                .toList();
        List<String> known = Stream.of(
                        "a red apple",
                        "a castle",
                        "a cat",
                        "a rocket",
                        "a tulip",
                        "a cactus",
                        "a burger",
                        "a guitar",
                        "an airplane",
                        "a mushroom",
                        "a crown",
                        "a violin")
                .filter(subjects::contains)
                .toList();
        List<String> prompts = new ArrayList<>(known);
        for (int i = 0; prompts.size() < Math.min(count, subjects.size()); i++) {
            prompts.add(subjects.get((int) ((long) i * subjects.size() / count)));
        }
        return prompts;
    }
}
