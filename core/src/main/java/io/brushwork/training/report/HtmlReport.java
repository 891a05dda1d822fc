package io.brushwork.training.report;

import io.brushwork.base.PythonNumber;
import io.brushwork.files.AtomicFile;
import io.brushwork.training.report.ReportData.Holdout;
import io.brushwork.training.report.ReportData.Loss;
import io.brushwork.training.report.SvgChart.Point;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The story of a run in one HTML file that needs nothing else: charts of loss and rate, previews, the data report, settings
 * and notices. No script, no address outside; light or dark as the reader's system is. Every text is escaped.
 */
public final class HtmlReport {
    private static final int MEAN_OF = 100;
    /** More points than this are no more than the chart has pixels to show. */
    private static final int MOST_POINTS = 450;
    /** Rates further apart than this are drawn by their logarithm. */
    private static final double WIDE = 8;

    private final ReportData data;
    private final List<Point> means;

    private HtmlReport(ReportData data) {
        this.data = data;
        this.means = runningMean(data.losses());
    }

    /** Writes or replaces the report; the file appears whole or not at all. */
    public static void write(Path file, ReportData data) throws IOException {
        byte[] bytes = html(data).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, channel -> Channels.newOutputStream(channel).write(bytes));
    }

    static String html(ReportData data) {
        return new HtmlReport(data).page();
    }

    private String page() {
        String title = Html.escape(data.title());
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
                <title>%s – training report</title>
                <style>
                %s</style>
                </head>
                <body>
                <header><p>Training report</p><h1>%s</h1></header>
                <main>
                %s</main>
                </body>
                </html>
                """.formatted(
                        title,
                        style(),
                        title,
                        figures() + notices() + lossChart() + rateChart() + previews() + dataReport() + settings());
    }

    private static String style() {
        try (InputStream css =
                Objects.requireNonNull(HtmlReport.class.getResourceAsStream("report.css"), "report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The few numbers that a reader wants first. */
    private String figures() {
        StringBuilder tiles = new StringBuilder();
        if (!data.losses().isEmpty()) {
            Loss last = data.losses().get(data.losses().size() - 1);
            tile(tiles, "steps", String.format(Locale.ROOT, "%,d", last.step()), "");
            tile(
                    tiles,
                    "mean loss at the end",
                    number(means.get(means.size() - 1).y()),
                    "of the last " + Math.min(MEAN_OF, means.size()) + " steps");
            tile(tiles, "rate at the end", PythonNumber.text(last.learnRate(), 3), "");
        }
        best().ifPresent(best -> tile(
                tiles,
                "best held-out loss",
                number(best.loss()),
                "at step " + String.format(Locale.ROOT, "%,d", best.step())));
        return tiles.isEmpty() ? "" : "<section class=\"tiles\">" + tiles + "</section>\n";
    }

    private static void tile(StringBuilder tiles, String name, String value, String remark) {
        tiles.append("<div><span>")
                .append(name)
                .append("</span><strong>")
                .append(value)
                .append("</strong><small>")
                .append(remark)
                .append("</small></div>");
    }

    private Optional<Holdout> best() {
        return data.holdout().stream()
                .filter(point -> Double.isFinite(point.loss()))
                .min(Comparator.comparingDouble(Holdout::loss));
    }

    private String notices() {
        return data.notices().isEmpty()
                ? ""
                : section("Notices", "<ul class=\"notices\">" + items(data.notices()) + "</ul>");
    }

    private static String items(List<String> lines) {
        StringBuilder items = new StringBuilder();
        lines.forEach(line -> items.append("<li>").append(Html.escape(line)).append("</li>\n"));
        return items.toString();
    }

    private String lossChart() {
        if (data.losses().isEmpty()) {
            return "";
        }
        List<Point> raw = thinned(data.losses().stream()
                .map(loss -> new Point(loss.step(), loss.loss()))
                .toList());
        List<Point> held = data.holdout().stream()
                .map(point -> new Point(point.step(), point.loss()))
                .toList();
        SvgChart chart = new SvgChart("Loss by step", false, firstStep(), lastStep(), 0, highestLoss(raw, held))
                .line("raw", raw)
                .line("mean", thinned(means))
                .line("held", held)
                .dots("held", thinned(held));
        String legend = "<p class=\"legend\"><span class=\"raw\">loss</span> <span class=\"mean\">mean of the last "
                + MEAN_OF + "</span>" + (held.isEmpty() ? "" : " <span class=\"held\">held-out loss</span>") + "</p>";
        return section("Loss", chart.svg("loss") + legend);
    }

    /** Room for the means, and for all but the worst of the single losses. */
    private double highestLoss(List<Point> raw, List<Point> held) {
        double[] singles = raw.stream().mapToDouble(Point::y).sorted().toArray();
        double most = singles[(int) (0.98 * (singles.length - 1))];
        double highest = Stream.concat(means.stream(), held.stream())
                .mapToDouble(Point::y)
                .filter(Double::isFinite)
                .reduce(most, Math::max);
        return highest > 0 ? 1.08 * highest : 1;
    }

    private String rateChart() {
        if (data.losses().isEmpty()) {
            return "";
        }
        List<Point> rates = thinned(data.losses().stream()
                .map(loss -> new Point(loss.step(), loss.learnRate()))
                .toList());
        double high = rates.stream().mapToDouble(Point::y).max().orElseThrow();
        double low = rates.stream()
                .mapToDouble(Point::y)
                .filter(rate -> rate > 0)
                .min()
                .orElse(high);
        boolean logarithmic = low > 0 && high / low > WIDE;
        double top = high > 0 ? (logarithmic ? 1.5 : 1.15) * high : 1;
        SvgChart chart = new SvgChart(
                        "Learning rate by step", logarithmic, firstStep(), lastStep(), logarithmic ? low / 1.5 : 0, top)
                .steps("rate", rates);
        return section("Learning rate", chart.svg("rate"));
    }

    private String previews() {
        StringBuilder figures = new StringBuilder();
        for (ReportData.Preview preview : data.previews()) {
            String label = Html.escape(preview.label());
            figures.append("<figure><img alt=\"")
                    .append(label)
                    .append("\" src=\"data:image/png;base64,")
                    .append(Base64.getEncoder().encodeToString(preview.png()))
                    .append("\"><figcaption>")
                    .append(label)
                    .append("</figcaption></figure>\n");
        }
        return figures.isEmpty() ? "" : section("Previews", "<div class=\"previews\">" + figures + "</div>");
    }

    private String dataReport() {
        String text = Html.escape(String.join("\n", data.dataReport()));
        return text.isEmpty() ? "" : section("Data", "<pre>" + text + "</pre>");
    }

    private String settings() {
        StringBuilder rows = new StringBuilder();
        data.settings()
                .forEach((name, value) -> rows.append("<tr><th scope=\"row\">")
                        .append(Html.escape(name))
                        .append("</th><td>")
                        .append(Html.escape(value))
                        .append("</td></tr>\n"));
        return rows.isEmpty() ? "" : section("Settings", "<table>" + rows + "</table>");
    }

    private static String section(String heading, String content) {
        return "<section><h2>" + heading + "</h2>\n" + content + "</section>\n";
    }

    private long firstStep() {
        return data.losses().get(0).step() - 1;
    }

    private long lastStep() {
        return data.losses().get(data.losses().size() - 1).step();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static List<Point> runningMean(List<Loss> losses) {
        List<Point> means = new ArrayList<>(losses.size());
        for (int i = 0; i < losses.size(); i++) {
            // Summed anew each time: a running sum would keep the rounding of a loss that was huge once.
            List<Loss> last = losses.subList(Math.max(0, i + 1 - MEAN_OF), i + 1);
            double mean = last.stream().mapToDouble(Loss::loss).average().orElseThrow();
            means.add(new Point(losses.get(i).step(), mean));
        }
        return means;
    }

    /** Every so many of the points, and the last. */
    private static List<Point> thinned(List<Point> points) {
        int stride = (points.size() - 1) / MOST_POINTS + 1;
        List<Point> kept = new ArrayList<>();
        for (int i = 0; i < points.size(); i += stride) {
            kept.add(points.get(i));
        }
        if (!points.isEmpty() && (points.size() - 1) % stride != 0) {
            kept.add(points.get(points.size() - 1));
        }
        return kept;
    }
}
