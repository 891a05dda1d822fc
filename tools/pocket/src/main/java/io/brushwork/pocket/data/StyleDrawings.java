package io.brushwork.pocket.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The few drawings that a hypernetwork learns a style from: taught subjects only, drawn by lot with a fixed seed. */
public final class StyleDrawings {
    /** Drawings that the styles which ship learned from. */
    public static final int MOST = 60;
    /** Drawings at the end of the order that no training of a style or the base sees, to choose settings on. */
    public static final int SPARE = 100;

    private static final long SEED = 20_261_126;

    private StyleDrawings() {}

    /** The first so many of one order, so that few are some of many. */
    public static List<Drawing> of(List<Drawing> all, DrawingSet style, int count) {
        List<Drawing> chosen = ordered(all, style);
        if (count < 1 || count > chosen.size()) {
            throw new IllegalArgumentException("count: expected 1 to " + chosen.size() + ", got " + count);
        }
        return List.copyOf(chosen.subList(0, count));
    }

    /** The end of the order, last first: at most {@link #SPARE} that {@link #of} gives to no style which ships. */
    public static List<Drawing> spare(List<Drawing> all, DrawingSet style) {
        List<Drawing> order = ordered(all, style);
        Collections.reverse(order);
        return List.copyOf(order.subList(0, Math.min(SPARE, Math.max(0, order.size() - MOST))));
    }

    /** The middle of the order: what ships in this style did not learn from them, and nothing is chosen on them. */
    static List<Drawing> between(List<Drawing> all, DrawingSet style) {
        List<Drawing> order = ordered(all, style);
        int first = Math.min(MOST, order.size());
        return List.copyOf(order.subList(first, Math.max(first, order.size() - SPARE)));
    }

    private static List<Drawing> ordered(List<Drawing> all, DrawingSet style) {
        List<Drawing> order = new ArrayList<>(all.stream()
                .filter(drawing -> drawing.set() == style && drawing.part() == Part.TAUGHT)
                .toList());
        Collections.shuffle(order, new Random(SEED));
        return order;
    }

    /** Copies pictures and captions into a folder. */
    public static void copy(DrawingList list, List<Drawing> drawings, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Drawing drawing : drawings) {
            Path picture = list.folder().resolve(drawing.file());
            String code = drawing.subject().code();
            Files.copy(picture, folder.resolve(code + ".png"), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(
                    picture.resolveSibling(code + ".txt"),
                    folder.resolve(code + ".txt"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
