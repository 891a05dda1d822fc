package io.brushwork.pocket.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.files.picture.Picture;
import io.brushwork.hypernetwork.Hypernetwork;
import io.brushwork.pocket.data.Drawing;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.data.DrawingSet;
import io.brushwork.pocket.data.Part;
import io.brushwork.pocket.data.Subject;
import io.brushwork.pocket.train.TinyCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measures, from drawings to lines of the report, on a model of random weights. */
class EvaluationTest {
    private static final int SIDE = 64;
    private static final List<String> THINGS = List.of("apple", "boat", "crown", "dog", "egg", "fox");

    @TempDir
    private Path folder;

    @Test
    void styleThatCannotBeMistakenIsToldFromTheOthers() throws Exception {
        DrawingList list = drawings();
        Path model = TinyCheckpoint.write(folder, list);
        List<String> lines = new ArrayList<>();
        try (Evaluation evaluation = new Evaluation(
                list,
                model,
                AskedSubjects.heldOut(list, 2),
                folder,
                new Evaluation.Settings(7, StyleClassifier.learnRate(150), 2),
                lines::add)) {
            evaluation.autoencoder();
            evaluation.base();
            evaluation.style("sheet", DrawingSet.HIGH_CONTRAST, List.of(Evaluation.Side.of(model)));
        }
        assertThat(lines).hasSize(7);
        assertThat(lines.get(0)).startsWith("autoencoder\tPSNR ").contains("on 2 drawings");
        // Two of two subjects, so the first ten hold the right one whatever is drawn.
        assertThat(lines.get(1)).startsWith("base\tby latents\tfirst ").contains("first ten 100.0%");
        assertThat(lines.get(2)).startsWith("base\tby pixels\tfirst ");
        assertThat(lines.get(3)).startsWith("high-contrast\tclassifier right about 100.0% of held-out drawings");
        assertThat(lines.get(4)).matches(Hypernetwork.nameOf(model) + "\tin style \\d+\\.\\d%");
    }

    /** Coloured blots, and outlines in black: four subjects to learn from and two held out, in two styles. */
    private DrawingList drawings() throws Exception {
        List<Drawing> drawings = new ArrayList<>();
        for (int i = 0; i < THINGS.size(); i++) {
            Subject subject = new Subject("1f34" + i, THINGS.get(i), List.of(), 4);
            for (DrawingSet set : List.of(DrawingSet.NOTO, DrawingSet.HIGH_CONTRAST)) {
                Path file = Path.of(set.folder(), subject.code() + ".png");
                Files.createDirectories(folder.resolve(set.folder()));
                picture(i, set == DrawingSet.NOTO).writePng(folder.resolve(file), Map.of());
                drawings.add(new Drawing(set, subject, i < 4 ? Part.TAUGHT : Part.HELD_OUT, file));
            }
        }
        return new DrawingList(folder, drawings);
    }

    private static Picture picture(int number, boolean coloured) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % SIDE - SIDE / 2;
            int y = i / 3 / SIDE - SIDE / 2;
            double radius = Math.hypot(x, (1 + 0.3 * number) * y);
            boolean inside = radius < 25 && (coloured || radius > 20);
            int ink = coloured && i % 3 == number % 3 ? 220 : 0;
            rgb[i] = (byte) (inside ? ink : 255);
        }
        return new Picture(SIDE, SIDE, rgb);
    }
}
