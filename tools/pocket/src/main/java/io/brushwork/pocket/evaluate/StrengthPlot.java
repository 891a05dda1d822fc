package io.brushwork.pocket.evaluate;

import io.brushwork.files.AtomicFile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How often pictures are in a style, in percent, by the strength of the hypernetwork; a line for each style. */
public final class StrengthPlot {
    private static final Pattern SHARE =
            Pattern.compile("(?<style>.+) at (?<strength>[\\d.]+)\tin style (?<share>[\\d.]+)%");
    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final List<Color> COLOURS =
            List.of(new Color(0x1f4e79), new Color(0xc0562b), new Color(0x4a7f3f), new Color(0x7b4a8b));

    private final Map<String, NavigableMap<Double, Double>> lines = new LinkedHashMap<>();

    /**
     * Adds what a report of an evaluation says.
     *
     * @throws IOException where the file says nothing of strengths
     */
    public void add(Path report) throws IOException {
        int before = lines.size();
        for (String line : Files.readAllLines(report)) {
            Matcher share = SHARE.matcher(line);
            if (share.matches()) {
                lines.computeIfAbsent(share.group("style"), style -> new TreeMap<>())
                        .put(Double.valueOf(share.group("strength")), Double.valueOf(share.group("share")));
            }
        }
        if (lines.size() == before) {
            throw new IOException(report + ": expected lines such as \"3d at 0.5 (tab) in style 17.0%\", found none"
                    + " of a style that was not named before");
        }
    }

    /** By style, then by strength. */
    Map<String, NavigableMap<Double, Double>> lines() {
        return lines;
    }

    /** Writes the plot as PNG. */
    public void write(Path file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle("strength")
                .yAxisTitle("pictures in the style, %")
                .theme(Styler.ChartTheme.Matlab)
                .build();
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(100.0);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNW);
        int colour = 0;
        for (Map.Entry<String, NavigableMap<Double, Double>> line : lines.entrySet()) {
            XYSeries series = chart.addSeries(
                    line.getKey(),
                    List.copyOf(line.getValue().keySet()),
                    List.copyOf(line.getValue().values()));
            series.setLineColor(COLOURS.get(colour % COLOURS.size()));
            series.setMarkerColor(COLOURS.get(colour % COLOURS.size()));
            series.setMarker(SeriesMarkers.CIRCLE);
            series.setLineStyle(new BasicStroke(2));
            colour++;
        }
        byte[] png = BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG);
        AtomicFile.write(file, channel -> {
            ByteBuffer bytes = ByteBuffer.wrap(png);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }
}
