package io.brushwork.pocket.train;

import io.brushwork.files.picture.Picture;
import io.brushwork.pocket.data.Drawing;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.data.DrawingSet;
import io.brushwork.pocket.data.Part;
import io.brushwork.pocket.data.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A few small pictures of two colours with captions, in place of the drawings. */
final class TinyDrawings {
    private static final List<String> COLOURS = List.of("red", "green", "blue", "grey");

    private static final int SIDE = 64;

    private TinyDrawings() {}

    /** Eight pictures of 64x64 in a folder. */
    static DrawingList write(Path folder) throws IOException {
        List<Drawing> drawings = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            DrawingSet set = i < 4 ? DrawingSet.NOTO : DrawingSet.TWEMOJI;
            Subject subject = new Subject("1f34" + i % 4, COLOURS.get(i % 4) + " apple", List.of("fruit"), 4);
            Path file = Path.of(set.folder(), subject.code() + ".png");
            Files.createDirectories(folder.resolve(set.folder()));
            picture(i).writePng(folder.resolve(file), Map.of());
            drawings.add(new Drawing(set, subject, Part.TAUGHT, file));
        }
        return new DrawingList(folder, drawings);
    }

    private static Picture picture(int number) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < rgb.length; i++) {
            boolean inside = i / 3 % SIDE > SIDE / 4 + number % 3 && i / 3 / SIDE > SIDE / 4;
            rgb[i] = (byte) (inside ? (i % 3 == number % 4 ? 220 : 20 * number) : 255);
        }
        return new Picture(SIDE, SIDE, rgb);
    }
}
