package io.brushwork.pocket.data;

import java.nio.file.Path;

/**
 * One rendered drawing.
 *
 * @param file a PNG, relative to the folder of the drawings
 */
public record Drawing(DrawingSet set, Subject subject, Part part, Path file) {
    /** Whether the autoencoder may learn from it. */
    public boolean trainsVae() {
        return switch (part) {
            case TAUGHT, OTHER -> true;
            case HELD_OUT -> set.role() == DrawingSet.Role.BASE;
            case UNSEEN -> false;
        };
    }

    /** Whether the autoencoder is measured on it: no training sees it. */
    public boolean measuresVae() {
        return !trainsVae();
    }

    /** Whether the base model may learn it as one of its subjects. */
    public boolean trainsBase() {
        return set.role() == DrawingSet.Role.BASE && (part == Part.TAUGHT || part == Part.HELD_OUT);
    }
}
