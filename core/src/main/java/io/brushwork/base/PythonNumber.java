package io.brushwork.base;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as Python prints them, which A1111's logs hold: {@code 0.001}, {@code 1e-05}. */
public final class PythonNumber {
    private static final int MOST_DIGITS = 17;

    private PythonNumber() {}

    /** The shortest text that reads back as this very number: Python's {@code repr} of a float. */
    public static String text(double value) {
        for (int digits = 1; Double.isFinite(value) && digits < MOST_DIGITS; digits++) {
            if (rounded(value, digits).doubleValue() == value) {
                return text(value, digits);
            }
        }
        return text(value, MOST_DIGITS);
    }

    /** @param digits at most this many that count */
    public static String text(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        BigDecimal rounded = rounded(value, digits).stripTrailingZeros();
        if (rounded.signum() == 0) {
            return "0.0";
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = rounded.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String mantissa = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    private static BigDecimal rounded(double value, int digits) {
        return new BigDecimal(value).round(new MathContext(digits));
    }
}
