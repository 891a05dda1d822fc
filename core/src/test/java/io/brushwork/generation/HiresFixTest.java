package io.brushwork.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.base.Size;
import org.junit.jupiter.api.Test;

class HiresFixTest {
    @Test
    void theGrownPictureCoversTheTargetWhateverTheSizes() {
        for (int first = 64; first <= 1024; first += 8) {
            for (int width = first; width <= 2048; width += 8) {
                Size size = new Size(first, 640);
                HiresFix hires = HiresFix.TWICE.withSize(width, 1280);
                assertThat(hires.target(size)).isEqualTo(new Size(width, 1280));
                Size cover = hires.cover(size);
                assertThat(cover.width()).isGreaterThanOrEqualTo(width);
                assertThat(cover.height()).isGreaterThanOrEqualTo(1280);
                assertThat(cover.width() == width || cover.height() == 1280).isTrue();
            }
        }
    }

    @Test
    void oneSideKeepsTheAspect() {
        assertThat(HiresFix.TWICE.withSize(1024, 0).target(new Size(512, 768))).isEqualTo(new Size(1024, 1536));
        assertThat(HiresFix.TWICE.withSize(0, 1000).target(new Size(512, 768))).isEqualTo(new Size(664, 1000));
        assertThat(HiresFix.TWICE.withScale(1.3).target(new Size(512, 520))).isEqualTo(new Size(664, 672));
    }
}
