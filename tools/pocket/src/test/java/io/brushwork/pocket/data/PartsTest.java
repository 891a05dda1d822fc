package io.brushwork.pocket.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PartsTest {
    private final List<Subject> subjects = subjects();

    @Test
    void dealIsTheSameEveryTimeAndKeepsOutWhatItSays() {
        Map<String, Part> parts =
                Parts.deal(subjects, subject -> !subject.label().endsWith("7"));
        assertThat(Parts.deal(subjects, subject -> !subject.label().endsWith("7")))
                .isEqualTo(parts);
        assertThat(parts.values().stream().filter(part -> part == Part.HELD_OUT))
                .hasSize(200);
        assertThat(parts.values().stream().filter(part -> part == Part.UNSEEN)).hasSize(100);
        Set<Part> ofTaughtGroup = subjects.stream()
                .filter(subject -> subject.group() == 4)
                .map(subject -> parts.get(subject.code()))
                .collect(Collectors.toSet());
        assertThat(ofTaughtGroup).containsExactlyInAnyOrder(Part.TAUGHT, Part.HELD_OUT);
        assertThat(subjects.stream().filter(subject -> subject.label().endsWith("7")))
                .noneMatch(subject -> parts.get(subject.code()) == Part.HELD_OUT);
    }

    @Test
    void heldOutDrawingsTrainTheBaseInBaseStylesOnly() {
        Subject subject = subjects.get(0);
        for (DrawingSet set : DrawingSet.values()) {
            Drawing drawing = new Drawing(set, subject, Part.HELD_OUT, java.nio.file.Path.of("x.png"));
            boolean base = set.role() == DrawingSet.Role.BASE;
            assertThat(drawing.trainsBase()).isEqualTo(base);
            assertThat(drawing.trainsVae()).isEqualTo(base);
        }
    }

    @Test
    void blackAndWhiteIsATenth() {
        List<Drawing> all = all();
        List<Drawing> base = BaseDrawings.of(all, BaseDrawings.BlackAndWhite.OTHERS);
        assertThat(base).hasSize(1200 + 133);
        assertThat(blackAndWhite(base)).hasSize(133).allMatch(drawing -> drawing.part() == Part.OTHER);
        assertThat(BaseDrawings.of(all, BaseDrawings.BlackAndWhite.OTHERS)).isEqualTo(base);
    }

    /** 200 are taught: 60 teach the style and 100 are spare. */
    @Test
    void blackAndWhiteShowsNothingThatAStyleLearnsOrIsMeasuredOn() {
        List<Drawing> all = all();
        List<Drawing> base = BaseDrawings.of(all, BaseDrawings.BlackAndWhite.TAUGHT);
        assertThat(base).hasSize(1200 + 40);
        assertThat(blackAndWhite(base))
                .hasSize(40)
                .allMatch(drawing -> drawing.part() == Part.TAUGHT)
                .doesNotContainAnyElementsOf(StyleDrawings.of(all, DrawingSet.HIGH_CONTRAST, StyleDrawings.MOST))
                .doesNotContainAnyElementsOf(StyleDrawings.spare(all, DrawingSet.HIGH_CONTRAST));
    }

    private static List<Drawing> blackAndWhite(List<Drawing> base) {
        return base.stream()
                .filter(drawing -> drawing.set() == DrawingSet.HIGH_CONTRAST)
                .toList();
    }

    private List<Drawing> all() {
        List<Drawing> all = new ArrayList<>();
        Map<String, Part> parts = Parts.deal(subjects, subject -> true);
        for (Subject subject : subjects) {
            Part part = parts.getOrDefault(subject.code(), Part.OTHER);
            for (DrawingSet set : DrawingSet.values()) {
                all.add(new Drawing(set, subject, part, java.nio.file.Path.of("x.png")));
            }
        }
        return all;
    }

    private static List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (int i = 0; i < 800; i++) {
            subjects.add(new Subject("c" + i, "thing " + i, List.of(), i % 2 == 0 ? 4 : 0));
        }
        return subjects;
    }
}
