package io.brushwork.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.brushwork.files.picture.Picture;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContactSheetTest {
    private static Picture plain(int side, int grey) {
        byte[] rgb = new byte[3 * side * side];
        Arrays.fill(rgb, (byte) grey);
        return new Picture(side, side, rgb);
    }

    @Test
    void aRowForEachStepBelowTheOneWithoutTheNetwork() throws IOException {
        Picture sheet = ContactSheet.open()
                .draw(
                        List.of("a cat, 1", "a dog, 1"),
                        List.of(plain(64, 10), plain(64, 20)),
                        List.of(
                                new ContactSheet.Row(500, List.of(plain(64, 30), plain(64, 40))),
                                new ContactSheet.Row(1_000, List.of(plain(64, 50), plain(64, 60)))));
        int[] expected = {10, 20, 30, 40, 50, 60};
        for (int i = 0; i < expected.length; i++) {
            int x = sheet.width() - 4 - 32 - (1 - i % 2) * 68;
            int y = sheet.height() - 4 - 32 - (2 - i / 2) * 68;
            assertThat(sheet.rgb()[3 * (y * sheet.width() + x)]).isEqualTo((byte) expected[i]);
        }
        assertThat(darkPixels(sheet, 0, sheet.width() - 2 * 68 - 4, sheet.height() - 3 * 68, sheet.height()))
                .as("labels of the rows")
                .isGreaterThan(50);
        assertThat(darkPixels(sheet, sheet.width() - 2 * 68, sheet.width(), 0, sheet.height() - 3 * 68 - 4))
                .as("labels of the columns")
                .isGreaterThan(50);
    }

    private static int darkPixels(Picture sheet, int left, int right, int top, int bottom) {
        int dark = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                dark += (sheet.rgb()[3 * (y * sheet.width() + x)] & 0xFF) < 128 ? 1 : 0;
            }
        }
        return dark;
    }

    @Test
    void largePicturesAreMadeSmaller() throws IOException {
        Picture sheet = ContactSheet.open().draw(List.of("a"), List.of(plain(512, 10)), List.of());
        assertThat(sheet.height()).isBetween(256, 300);
    }

    @Test
    void olderRowsAreThinnedOutEvenly() throws IOException {
        for (int count = 0; count <= ContactSheet.MOST_ROWS; count++) {
            assertThat(ContactSheet.thinned(IntStream.range(0, count).boxed().toList()))
                    .hasSize(count);
        }
        assertThat(ContactSheet.thinned(IntStream.range(0, 26).boxed().toList()))
                .containsExactly(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 25);
        for (int count = 25; count < 3_000; count++) {
            List<Integer> kept =
                    ContactSheet.thinned(IntStream.range(0, count).boxed().toList());
            assertThat(kept).hasSizeBetween(12, ContactSheet.MOST_ROWS).contains(0, count - 1);
        }
        List<ContactSheet.Row> many = IntStream.range(0, 25)
                .mapToObj(step -> new ContactSheet.Row(step, List.of(plain(8, 0))))
                .toList();
        ContactSheet sheet = ContactSheet.open();
        assertThatIllegalArgumentException().isThrownBy(() -> sheet.draw(List.of("a"), List.of(plain(8, 0)), many));
    }
}
