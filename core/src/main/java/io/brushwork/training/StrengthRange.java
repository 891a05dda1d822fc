package io.brushwork.training;

import io.brushwork.base.OptionException;
import java.math.BigDecimal;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The strength at which a network acts while it learns: one number, or a range of which each batch draws one evenly. What
 * is learned at 1 alone is overdone at 2, where a context is changed by twice what any picture showed to be right.
 *
 * @param low above 0
 * @param high at most {@value #HIGHEST}
 */
public record StrengthRange(double low, double high) {
    /** As A1111 trains, whatever its multiplier. */
    public static final StrengthRange ONE = new StrengthRange(1, 1);

    /** Far above what anybody uses: A1111's slider ends at 2. */
    private static final double HIGHEST = 10;

    private static final String NUMBER = "(\\d{1,9}(?:\\.\\d{1,18})?)";
    private static final Pattern TEXT = Pattern.compile(NUMBER + "(?:\\s*\\.\\.\\s*" + NUMBER + ")?");

    public StrengthRange {
        if (!(low > 0 && low <= high && high <= HIGHEST)) {
            throw refused(text(low, high));
        }
    }

    /** @throws IllegalArgumentException for a text that is neither {@code 1.5} nor {@code 1..2} */
    public static StrengthRange parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw refused(text);
        }
        double low = Double.parseDouble(matcher.group(1));
        return new StrengthRange(low, matcher.group(2) == null ? low : Double.parseDouble(matcher.group(2)));
    }

    private static OptionException refused(String found) {
        return new OptionException(
                "strength", "a number above 0 and at most 10, such as 1, or a range of them, such as 1..2", found);
    }

    double draw(RandomGenerator random) {
        return low + (high - low) * random.nextDouble();
    }

    @Override
    public String toString() {
        return text(low, high);
    }

    private static String text(double low, double high) {
        return low == high ? number(low) : number(low) + ".." + number(high);
    }

    /** Never with an exponent, which is no strength in a tag either. */
    private static String number(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }
}
