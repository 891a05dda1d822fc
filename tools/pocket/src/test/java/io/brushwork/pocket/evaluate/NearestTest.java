package io.brushwork.pocket.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private final Nearest nearest = new Nearest(
            List.of(new float[] {0, 0}, new float[] {10, 0}, new float[] {4, 0}, new float[] {0, 3}),
            List.of("apple", "apple", "boat", "crown"));

    @Test
    void subjectsAreOrderedByTheirNearestDrawing() {
        float[] picture = {9, 0};
        assertThat(nearest.rank(picture, "apple")).isEqualTo(1);
        assertThat(nearest.rank(picture, "boat")).isEqualTo(2);
        assertThat(nearest.rank(picture, "crown")).isEqualTo(3);
    }

    @Test
    void sharesCountPicturesWhoseSubjectIsFarEnoughInFront() {
        Nearest.Shares shares =
                nearest.shares(List.of(new float[] {9, 0}, new float[] {9, 0}), List.of("apple", "crown"));
        assertThat(shares).isEqualTo(new Nearest.Shares(0.5, 1, 1));
    }

    @Test
    void subjectWithoutADrawingIsRefused() {
        assertThatThrownBy(() -> nearest.rank(new float[] {0, 0}, "dog"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dog");
    }
}
