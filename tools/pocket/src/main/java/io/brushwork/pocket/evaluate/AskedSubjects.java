package io.brushwork.pocket.evaluate;

import io.brushwork.pocket.data.Drawing;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.data.DrawingSet;
import io.brushwork.pocket.data.Part;
import io.brushwork.pocket.data.StyleDrawings;
import io.brushwork.pocket.data.Subject;
import java.util.List;

/** Which subjects a model is asked to draw when it is measured. */
public final class AskedSubjects {
    private AskedSubjects() {}

    /**
     * For results: the base knows them, and no training has seen them in a target style.
     *
     * @param count the first so many of them
     */
    public static List<Subject> heldOut(DrawingList list, int count) {
        return some(
                list.drawings().stream()
                        .filter(drawing -> drawing.part() == Part.HELD_OUT && drawing.set() == DrawingSet.NOTO)
                        .toList(),
                count);
    }

    /**
     * For choices, so that none is made on what results are measured with: the last of the order in which
     * {@link StyleDrawings} gives taught subjects to a style. No style has learned from them; the classifiers have seen their
     * real drawings, so that shares may come out otherwise than with subjects held out.
     */
    public static List<Subject> spare(DrawingList list, DrawingSet style, int count) {
        return some(StyleDrawings.spare(list.drawings(), style), count);
    }

    private static List<Subject> some(List<Drawing> drawings, int count) {
        if (count < 1 || count > drawings.size()) {
            throw new IllegalArgumentException("count: expected 1 to " + drawings.size() + ", got " + count);
        }
        return drawings.stream().limit(count).map(Drawing::subject).toList();
    }
}
