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
    void theOrderIsDealtOut() {
        List<Drawing> dealt = new ArrayList<>(StyleDrawings.of(all, DrawingSet.NOTO_V1, StyleDrawings.MOST));
        dealt.addAll(StyleDrawings.between(all, DrawingSet.NOTO_V1));
        dealt.addAll(StyleDrawings.spare(all, DrawingSet.NOTO_V1));
        assertThat(dealt)
                .hasSize(StyleDrawings.MOST + 40 + StyleDrawings.SPARE)
                .doesNotHaveDuplicates()
                .allMatch(drawing -> drawing.part() == Part.TAUGHT);
        List<Drawing> few = all.subList(0, 280);
        assertThat(StyleDrawings.spare(few, DrawingSet.NOTO_V1)).hasSize(10);
        assertThat(StyleDrawings.between(few, DrawingSet.NOTO_V1)).isEmpty();
        assertThat(StyleDrawings.spare(few.subList(0, 100), DrawingSet.NOTO_V1)).isEmpty();
    }

    @Test
    void moreThanThereAreIsRefused() {
        assertThatThrownBy(() -> StyleDrawings.of(all, DrawingSet.NOTO_V1, 201))
                .hasMessage("count: expected 1 to 200, got 201");
    }

    private static List<Drawing> drawings() {
        List<Drawing> drawings = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Subject subject = new Subject("c" + i, "thing " + i, List.of(), 4);
            Part part = i % 2 == 0 ? Part.TAUGHT : Part.HELD_OUT;
            for (DrawingSet set : List.of(DrawingSet.NOTO, DrawingSet.NOTO_V1)) {
                drawings.add(new Drawing(set, subject, part, Path.of("x.png")));
            }
        }
        return drawings;
    }
}
