package io.brushwork.pocket.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StyleDrawingsTest {
    private final List<Drawing> all = drawings();

    @Test
    void fewAreSomeOfManyAndNoneIsHeldOut() {
        List<Drawing> many = StyleDrawings.of(all, DrawingSet.NOTO_V1, 30);
        assertThat(many).hasSize(30).doesNotHaveDuplicates();
        assertThat(many).allMatch(drawing -> drawing.part() == Part.TAUGHT && drawing.set() == DrawingSet.NOTO_V1);
        assertThat(StyleDrawings.of(all, DrawingSet.NOTO_V1, 10)).isEqualTo(many.subList(0, 10));
    }

    @Test
    void theLastOfTheOrderAreNoneOfTheFirst() {
        List<Drawing> last = StyleDrawings.lastFirst(all, DrawingSet.NOTO_V1);
        assertThat(last).hasSize(50).allMatch(drawing -> drawing.part() == Part.TAUGHT);
        assertThat(last.subList(0, 20)).doesNotContainAnyElementsOf(StyleDrawings.of(all, DrawingSet.NOTO_V1, 30));
    }

    @Test
    void moreThanThereAreIsRefused() {
        assertThatThrownBy(() -> StyleDrawings.of(all, DrawingSet.NOTO_V1, 51))
                .hasMessage("count: expected 1 to 50, got 51");
    }

    private static List<Drawing> drawings() {
        List<Drawing> drawings = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Subject subject = new Subject("c" + i, "thing " + i, List.of(), 4);
            Part part = i % 2 == 0 ? Part.TAUGHT : Part.HELD_OUT;
            for (DrawingSet set : List.of(DrawingSet.NOTO, DrawingSet.NOTO_V1)) {
                drawings.add(new Drawing(set, subject, part, Path.of("x.png")));
            }
        }
        return drawings;
    }
}
