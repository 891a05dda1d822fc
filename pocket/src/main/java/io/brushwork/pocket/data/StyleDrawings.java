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

    /** All of the order, from its end: those that {@link #of} gives last. */
    public static List<Drawing> lastFirst(List<Drawing> all, DrawingSet style) {
        List<Drawing> order = ordered(all, style);
        Collections.reverse(order);
        return List.copyOf(order);
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
