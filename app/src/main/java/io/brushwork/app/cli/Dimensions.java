package io.brushwork.app.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Width and height in pixels, as {@code 640x480}. */
record Dimensions(int width, int height) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,5})[xX](\\d{1,5})");

    static Dimensions parse(String flag, String text) {
        Matcher sizes = FORM.matcher(text);
        if (!sizes.matches()) {
            throw new IllegalArgumentException(flag + ": expected a size such as 640x480, got " + text);
        }
        return new Dimensions(Integer.parseInt(sizes.group(1)), Integer.parseInt(sizes.group(2)));
    }
}
