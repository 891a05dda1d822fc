package io.brushwork.pocket.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.pocket.data.Drawing;
import io.brushwork.pocket.data.DrawingList;
import io.brushwork.pocket.data.DrawingSet;
import io.brushwork.pocket.data.Part;
import io.brushwork.pocket.data.StyleDrawings;
import io.brushwork.pocket.data.Subject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AskedSubjectsTest {
    private final DrawingList list = new DrawingList(Path.of(""), drawings());

    @Test
    void resultsAreMeasuredOnSubjectsThatNoStyleWasTaught() {
        assertThat(AskedSubjects.heldOut(list, 30)).hasSize(30).doesNotContainAnyElementsOf(learned());
        assertThatThrownBy(() -> AskedSubjects.heldOut(list, 31)).hasMessage("count: expected 1 to 30, got 31");
    }

    @Test
    void choicesAreMadeOnOthersThatNoStyleLearnedFrom() {
        List<Subject> spare = AskedSubjects.spare(list, DrawingSet.NOTO, 10);
        assertThat(spare)
                .hasSize(10)
                .doesNotContainAnyElementsOf(learned())
                .doesNotContainAnyElementsOf(AskedSubjects.heldOut(list, 30));
        assertThatThrownBy(() -> AskedSubjects.spare(list, DrawingSet.NOTO, 11))
                .hasMessage("count: expected 1 to 10, got 11");
    }

    private List<Subject> learned() {
        return StyleDrawings.of(list.drawings(), DrawingSet.NOTO, StyleDrawings.MOST).stream()
                .map(Drawing::subject)
                .toList();
    }

    private static List<Drawing> drawings() {
        List<Drawing> drawings = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Subject subject = new Subject("c" + i, "thing " + i, List.of(), 4);
            drawings.add(new Drawing(DrawingSet.NOTO, subject, i < 70 ? Part.TAUGHT : Part.HELD_OUT, Path.of("x.png")));
        }
        return drawings;
    }
}
