package io.brushwork.pocket.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    /** CLIP's tokens: a 320, photo 1125, of 539, cat 2368, start 49406, end 49407. */
    private final Vocabulary vocabulary = Vocabulary.of(List.of("a photo", "of a cat"));

    @Test
    void chunkHasStartCaptionAndEndsInRowsOfTheSmallTable() {
        // In the order of the tokens: a, of, photo, cat, start, end.
        assertThat(vocabulary.size()).isEqualTo(6);
        assertThat(vocabulary.chunk("a photo of a cat"))
                .hasSize(77)
                .startsWith(4, 0, 2, 1, 0, 3, 5, 5)
                .endsWith(5, 5);
        assertThat(vocabulary.chunk("")).startsWith(4, 5, 5);
    }

    @Test
    void unknownTokenIsRefused() {
        assertThatThrownBy(() -> vocabulary.chunk("a dog")).hasMessageContaining("expected known tokens");
    }

    @Test
    void expandedTableHasEachRowAtItsTokenAndZerosElsewhere() {
        LibTorch.load();
        try (Scope scope = new Scope()) {
            Tensor small = torch.tensor(1f, 2, 3, 4, 5, 6).view(6, 1);
            float[] all = Numbers.of(vocabulary.expand(small));
            assertThat(all).hasSize(49_408);
            assertThat(new float[] {all[320], all[539], all[1125], all[2368], all[49406], all[49407]})
                    .containsExactly(1, 2, 3, 4, 5, 6);
            float sum = 0;
            for (float value : all) {
                sum += value;
            }
            assertThat(sum).isEqualTo(21);
        }
    }
}
