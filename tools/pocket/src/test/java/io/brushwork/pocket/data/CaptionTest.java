package io.brushwork.pocket.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptionTest {
    @ParameterizedTest
    @CsvSource({
        "red apple, a red apple",
        "octopus, an octopus",
        "unicorn, a unicorn",
        "pancakes, pancakes",
        "wine glass, a wine glass",
        "cooked rice, cooked rice",
        "2nd place medal, 2nd place medal",
        "woman’s hat, a woman's hat"
    })
    void plainCaptionHasItsArticle(String label, String caption) {
        assertThat(Caption.plain(subject(label))).isEqualTo(caption);
    }

    @Test
    void drawnCaptionsTakeEveryForm() {
        Drawing drawing = drawing(DrawingSet.NOTO);
        Random random = new Random(1);
        Set<String> drawn = new TreeSet<>();
        for (int i = 0; i < 500; i++) {
            drawn.add(Caption.drawn(drawing, random));
        }
        assertThat(drawn)
                .containsExactlyInAnyOrder(
                        "a red apple",
                        "red apple",
                        "a drawing of a red apple",
                        "a picture of a red apple",
                        "an emoji of a red apple",
                        "a red apple, noto style",
                        "a red apple, fruit",
                        "a red apple, food");
    }

    @Test
    void blackAndWhiteIsAlwaysSaid() {
        assertThat(Caption.drawn(drawing(DrawingSet.HIGH_CONTRAST), new Random(1)))
                .isEqualTo("a black and white drawing of a red apple");
    }

    @Test
    void everyDrawnWordIsAmongAll() {
        for (DrawingSet set : DrawingSet.values()) {
            Drawing drawing = drawing(set);
            Set<String> known = new TreeSet<>();
            Caption.all(drawing).forEach(caption -> known.addAll(List.of(caption.split("[ ,]+"))));
            Random random = new Random(2);
            for (int i = 0; i < 200; i++) {
                assertThat(known).contains(Caption.drawn(drawing, random).split("[ ,]+"));
            }
        }
    }

    private static Drawing drawing(DrawingSet set) {
        return new Drawing(set, subject("red apple"), Part.TAUGHT, Path.of("x.png"));
    }

    private static Subject subject(String label) {
        return new Subject("1f34e", label, List.of("fruit", "food"), 4);
    }
}
