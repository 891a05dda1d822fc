package io.brushwork.pocket.evaluate;

import io.brushwork.files.picture.Picture;
import io.brushwork.pocket.data.Drawing;
import io.brushwork.pocket.data.DrawingList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Real drawings and what they show.
 *
 * @param pictures one for each drawing
 */
public record Gallery(List<Drawing> drawings, List<Picture> pictures) {
    /** Reads the drawings that are wanted, in the order of the list. */
    static Gallery read(DrawingList list, Predicate<Drawing> wanted) throws IOException {
        List<Drawing> chosen = list.drawings().stream().filter(wanted).toList();
        if (chosen.isEmpty()) {
            throw new IOException(list.folder() + ": holds no drawing of a kind that is needed");
        }
        List<Picture> pictures = new ArrayList<>();
        for (Drawing drawing : chosen) {
            pictures.add(Picture.read(list.folder().resolve(drawing.file())));
        }
        return new Gallery(chosen, List.copyOf(pictures));
    }

    /** The subject of each, by its code. */
    List<String> codes() {
        return drawings.stream().map(drawing -> drawing.subject().code()).toList();
    }

    Nearest nearest(Features features) {
        return new Nearest(features.of(pictures), codes());
    }
}
