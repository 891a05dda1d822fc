package io.brushwork.base;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Width and height in pixels. */
public record Size(int width, int height) {
    /** The least side of a picture that is drawn. */
    public static final int SMALLEST_SIDE = 64;
    /** The greatest, as in A1111's API. */
    public static final int LARGEST_SIDE = 8192;

    public static final Size NONE = new Size(0, 0);

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})[xX](\\d{1,6})");

    /** Whether a picture can have a side of so many pixels: a multiple of 8, 64 to 8192. */
    public static boolean isSide(int pixels) {
        return pixels % 8 == 0 && pixels >= SMALLEST_SIDE && pixels <= LARGEST_SIDE;
    }

    /** The size in a text such as {@code 512x768}; empty for texts of another form. */
    public static Optional<Size> parse(String text) {
        Matcher sizes = FORM.matcher(text);
        return sizes.matches()
                ? Optional.of(new Size(Integer.parseInt(sizes.group(1)), Integer.parseInt(sizes.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
