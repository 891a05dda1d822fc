package io.brushwork.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoldoutTest {
    private static List<TrainingPicture> pictures(int count) {
        List<TrainingPicture> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pictures.add(Drawn.of(i + ".png", "content " + i));
        }
        return pictures;
    }

    private static Set<String> heldOut(List<TrainingPicture> pictures, double share) {
        Holdout holdout = Holdout.of(pictures, share);
        Set<Integer> all = new HashSet<>(holdout.training());
        all.addAll(holdout.heldOut());
        assertThat(all).hasSize(pictures.size());
        assertThat(holdout.training().size() + holdout.heldOut().size()).isEqualTo(pictures.size());
        assertThat(holdout.training()).isNotEmpty();
        return holdout.heldOut().stream().map(i -> pictures.get(i).name()).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({"2, 0.1, 1", "9, 0.1, 1", "10, 0.1, 1", "29, 0.1, 2", "30, 0.1, 3", "30, 0, 0", "2, 0.5, 1", "5, 0.5, 2"
    })
    void asManyAsAskedForAndAtLeastOne(int pictures, double share, int expected) {
        assertThat(heldOut(pictures(pictures), share)).hasSize(expected);
    }

    @Test
    void choiceFollowsContentNotNamesOrOrder() {
        List<TrainingPicture> pictures = pictures(50);
        Set<String> chosen = heldOut(pictures, 0.1);
        Collections.shuffle(pictures, new Random(1));
        assertThat(heldOut(pictures, 0.1)).isEqualTo(chosen);
    }

    @Test
    void onePictureMoreMovesAtMostOneEachWay() {
        for (int count = 2; count < 200; count++) {
            Set<String> before = heldOut(pictures(count), 0.1);
            Set<String> after = heldOut(pictures(count + 1), 0.1);
            Set<String> left = new HashSet<>(before);
            left.removeAll(after);
            after.removeAll(before);
            assertThat(left).hasSizeLessThanOrEqualTo(1);
            assertThat(after).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void equalFilesStayTogether() {
        List<TrainingPicture> pictures = pictures(10);
        Set<String> chosen = heldOut(pictures, 0.1);
        String one = chosen.iterator().next();
        pictures.add(Drawn.of("copy.png", "content " + one.replace(".png", "")));
        assertThat(heldOut(pictures, 0.1)).containsExactlyInAnyOrder(one, "copy.png");
    }

    @Test
    void aSinglePictureIsTrainedOnWithANotice() {
        Holdout holdout = Holdout.of(List.of(Drawn.of("a.png", "a"), Drawn.of("b.png", "a")), 0.1);
        assertThat(holdout.training()).containsExactly(0, 1);
        assertThat(holdout.heldOut()).isEmpty();
        assertThat(holdout.notices()).hasSize(1).first().asString().startsWith("There is only one picture");
        assertThat(Holdout.of(pictures(1), 0).notices()).isEmpty();
    }

    @Test
    void impossibleSharesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Holdout.of(pictures(3), 0.6))
                .withMessage("holdout: expected 0 to 0.5, got 0.6");
        assertThatIllegalArgumentException().isThrownBy(() -> Holdout.of(List.of(), 0.1));
    }
}
