package io.brushwork.app.cli;

import java.util.ArrayList;
import java.util.List;

/** Numbers with commas between them, as A1111's forms take them. */
final class NumberList {
    private NumberList() {}

    /** @param flag for the message */
    static List<Double> parse(String flag, String text) {
        List<Double> numbers = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            try {
                numbers.add(Double.parseDouble(item.strip()));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(flag + ": expected numbers such as 1, 2, 1, got " + text, e);
            }
        }
        return numbers;
    }

    /** Whole numbers above 0. */
    static List<Long> whole(String flag, String text) {
        List<Long> numbers = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            if (!item.strip().matches("[1-9]\\d{0,8}")) {
                throw new IllegalArgumentException(
                        flag + ": expected whole numbers such as 768, 320, 640, 1280, got " + text);
            }
            numbers.add(Long.parseLong(item.strip()));
        }
        return numbers;
    }
}
