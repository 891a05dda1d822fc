package io.brushwork.files.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureGridTest {
    private static final int RED = 0xff0000;

    @Test
    void columnsOfSmallPicturesAreAsWideAsTheirLabels() throws Exception {
        Picture grid = grid(List.of("none", "high-contrast:1"), 64);
        int cell = (grid.width() - 4) / 2 - 4;
        assertThat(cell).as("room for 15 letters").isBetween(70, 160);
        int bottom = grid.height() - 5;
        for (int column = 0; column < 2; column++) {
            int left = 4 + column * (cell + 4);
            int picture = left + (cell - 64) / 2;
            assertThat(colour(grid, picture - 1, bottom)).isNotEqualTo(RED);
            assertThat(colour(grid, picture, bottom)).isEqualTo(RED);
            assertThat(colour(grid, picture + 63, bottom)).isEqualTo(RED);
            assertThat(colour(grid, picture + 64, bottom)).isNotEqualTo(RED);
        }
        assertThat(inkWidth(grid, 4 + cell + 4, cell, grid.height() - 64 - 4))
                .as("the second label is wider than its picture, so nothing was cut")
                .isGreaterThan(66);
    }

    @Test
    void endlessLabelsAreCutAndLargePicturesKeepTheirPlaces() throws Exception {
        Picture endless = grid(List.of("a".repeat(400)), 64);
        assertThat(endless.width()).isEqualTo(4 + 160 + 4);
        Picture large = grid(List.of("none", "high-contrast:1"), 256);
        assertThat(large.width()).isEqualTo(4 + 2 * (256 + 4));
    }

    private static Picture grid(List<String> labels, int side) throws Exception {
        byte[] rgb = new byte[3 * side * side];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) 0xff;
        }
        Picture[] row = new Picture[labels.size()];
        Arrays.fill(row, new Picture(side, side, rgb));
        return PictureGrid.open().draw(labels, List.of(new PictureGrid.Row("", List.of(row))));
    }

    /** From the first to the last column of pixels with anything on them. */
    private static int inkWidth(Picture grid, int left, int width, int height) {
        int first = width;
        int last = 0;
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                if (colour(grid, left + x, y) != 0xffffff) {
                    first = Math.min(first, x);
                    last = Math.max(last, x);
                }
            }
        }
        return last - first + 1;
    }

    private static int colour(Picture picture, int x, int y) {
        int at = 3 * (y * picture.width() + x);
        byte[] rgb = picture.rgb();
        return (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff);
    }
}
