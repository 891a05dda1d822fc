package io.brushwork.files.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureResizeTest {
    /** CRC-32 of all bytes, and the first four of them, from Pillow 12 for the picture below. */
    @ParameterizedTest
    @CsvSource({
        "NEAREST, 26, 18, 381432184, 0 48 158 0",
        "NEAREST, 7, 20, 685506574, 0 48 158 194",
        "NEAREST, 5, 4, 3426127558, 99 199 89 54",
        "NEAREST, 13, 3, 693902871, 194 109 77 99",
        "BILINEAR, 26, 18, 2979438175, 0 48 158 19",
        "BILINEAR, 7, 20, 3972144246, 50 55 122 139",
        "BILINEAR, 5, 4, 2202707361, 113 119 105 100",
        "BILINEAR, 13, 3, 2499802509, 142 146 114 137",
        "BICUBIC, 26, 18, 1723995680, 0 43 172 0",
        "BICUBIC, 7, 20, 3926291334, 33 37 127 158",
        "BICUBIC, 5, 4, 2082489968, 110 115 104 91",
        "BICUBIC, 13, 3, 1825426951, 140 145 116 138",
        "LANCZOS, 26, 18, 2645230728, 0 49 177 0",
        "LANCZOS, 7, 20, 2452833454, 32 26 128 171",
        "LANCZOS, 5, 4, 1503579973, 109 112 105 85",
        "LANCZOS, 13, 3, 615092381, 140 146 118 139",
    })
    void everyByteIsPillows(PictureResize.Filter filter, int width, int height, long crc, String start) {
        int[] size = {13, 9};
        byte[] rgb = new byte[3 * size[0] * size[1]];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) ((i * i * 31 + i * 17) ^ (i >> 3));
        }
        Picture resized = PictureResize.resize(new Picture(size[0], size[1], rgb), width, height, filter);
        String first = (resized.rgb()[0] & 255) + " " + (resized.rgb()[1] & 255) + " " + (resized.rgb()[2] & 255) + " "
                + (resized.rgb()[3] & 255);
        assertThat(first).isEqualTo(start);
        CRC32 whole = new CRC32();
        whole.update(resized.rgb());
        assertThat(whole.getValue()).isEqualTo(crc);
    }
}
