package io.brushwork.training.report;

import io.brushwork.base.PythonNumber;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart of lines over steps, as an SVG element to stand in a page. Colours come from the page: each line carries its
 * class, the frame has {@code axis} and {@code grid}.
 */
final class SvgChart {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 280;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int TOP = 12;
    private static final int BOTTOM = 34;
    private static final int TICKS = 5;

    private final String label;
    private final boolean logarithmic;
    private final double firstX;
    private final double lastX;
    private final double low;
    private final double high;
    private final StringBuilder marks = new StringBuilder();

    record Point(double x, double y) {}

    /**
     * @param label says what the chart shows to those who cannot see it
     * @param logarithmic whether equal ratios are equally far apart; then {@code low} must be above 0
     * @param low lower end of the scale of values, below {@code high}
     */
    SvgChart(String label, boolean logarithmic, double firstX, double lastX, double low, double high) {
        this.label = label;
        this.logarithmic = logarithmic;
        this.firstX = firstX;
        this.lastX = lastX > firstX ? lastX : firstX + 1;
        this.low = low;
        this.high = high;
    }

    /** @param kind class of the line, for its colour */
    SvgChart line(String kind, List<Point> points) {
        marks.append("<polyline class=\"").append(kind).append("\" points=\"");
        points.forEach(point -> marks.append(place(x(point.x)))
                .append(',')
                .append(place(y(point.y)))
                .append(' '));
        marks.append("\"/>\n");
        return this;
    }

    /** Values that hold until the next: each goes on level, then jumps. */
    SvgChart steps(String kind, List<Point> points) {
        List<Point> corners = new ArrayList<>();
        for (Point point : points) {
            if (!corners.isEmpty()) {
                corners.add(new Point(point.x, corners.get(corners.size() - 1).y));
            }
            corners.add(point);
        }
        return line(kind, corners);
    }

    /** Dots that say their value when pointed at. */
    SvgChart dots(String kind, List<Point> points) {
        for (Point point : points) {
            marks.append(String.format(
                    Locale.ROOT,
                    "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"3.5\"><title>step %.0f: %.4f</title></circle>%n",
                    kind,
                    place(x(point.x)),
                    place(y(point.y)),
                    point.x,
                    point.y));
        }
        return this;
    }

    /** @param id unique in the page */
    String svg(String id) {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH,
                HEIGHT,
                Html.escape(label)));
        svg.append(String.format(
                Locale.ROOT,
                "<clipPath id=\"%s\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/></clipPath>%n",
                id,
                LEFT,
                TOP - 4,
                WIDTH - LEFT - RIGHT,
                HEIGHT - TOP - BOTTOM + 4));
        for (double value : logarithmic ? powers() : even(low, high)) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%3$s\" y2=\"%3$s\"/>"
                            + "<text class=\"axis\" x=\"%4$d\" y=\"%3$s\" dy=\"4\" text-anchor=\"end\">%5$s</text>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    place(y(value)),
                    LEFT - 8,
                    number(value)));
        }
        for (double value : even(firstX, lastX)) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"axis\" x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                    place(x(value)),
                    HEIGHT - BOTTOM + 20,
                    number(value)));
        }
        return svg.append("<g clip-path=\"url(#")
                .append(id)
                .append(")\">\n")
                .append(marks)
                .append("</g></svg>")
                .toString();
    }

    private double x(double value) {
        return LEFT + (value - firstX) / (lastX - firstX) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        double share = logarithmic
                ? Math.log(Math.max(value, low / 10) / low) / Math.log(high / low)
                : (value - low) / (high - low);
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    /** Far away is far enough: a loss of 1e30 must not make a number that no browser reads. */
    private static String place(double pixels) {
        return String.format(Locale.ROOT, "%.1f", Math.max(-10_000, Math.min(10_000, pixels)));
    }

    private static List<Double> even(double from, double to) {
        double rough = (to - from) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * (rough / power < 1.5 ? 1 : rough / power < 3.5 ? 2 : rough / power < 7.5 ? 5 : 10);
        List<Double> values = new ArrayList<>();
        for (double i = Math.ceil(from / step); i * step <= to * (1 + 1e-12) && values.size() <= 2 * TICKS; i++) {
            values.add(i * step);
        }
        return values;
    }

    private List<Double> powers() {
        List<Double> values = new ArrayList<>();
        for (int i = (int) Math.floor(Math.log10(low)); i <= Math.ceil(Math.log10(high)); i++) {
            double value = Double.parseDouble("1e" + i);
            if (value >= low && value <= high) {
                values.add(value);
            }
        }
        return values;
    }

    private static String number(double value) {
        double size = Math.abs(value);
        if (size > 0 && (size < 1e-3 || size >= 1e7)) {
            return PythonNumber.text(value, 3);
        }
        String plain =
                new BigDecimal(value, new MathContext(4)).stripTrailingZeros().toPlainString();
        return size >= 10_000 ? String.format(Locale.ROOT, "%,d", Math.round(value)) : plain;
    }
}
