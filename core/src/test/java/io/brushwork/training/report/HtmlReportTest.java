package io.brushwork.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.files.picture.Picture;
import io.brushwork.training.guard.LossGuardTest;
import io.brushwork.training.report.ReportData.Holdout;
import io.brushwork.training.report.ReportData.Loss;
import io.brushwork.training.report.ReportData.Preview;
import io.brushwork.training.schedule.LearnRateSchedule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class HtmlReportTest {
    @TempDir
    private Path folder;

    private static ReportData data(int steps) {
        List<Loss> losses = new ArrayList<>();
        LearnRateSchedule schedule =
                LearnRateSchedule.parse("warmup(50) 5e-5:600, cosine(5e-5..5e-7, 400)", 0, 100_000);
        for (int step = 1; step <= steps; step++) {
            double noise = LossGuardTest.diffusion(step).applyAsDouble(step);
            losses.add(new Loss(step, noise * (0.8 + 0.4 * Math.exp(-step / 800.0)), schedule.at(step - 1)));
        }
        List<Holdout> holdout = new ArrayList<>();
        for (int step = 100; step <= steps; step += 100) {
            holdout.add(new Holdout(step, 0.12 + 0.03 * Math.exp(-step / 700.0) + 1e-5 * Math.max(0, step - 1_500)));
        }
        List<Preview> previews = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            byte[] rgb = new byte[3 * 64 * 64];
            for (int p = 0; p < rgb.length; p++) {
                rgb[p] = (byte) (p % 3 == 0 ? 40 * i : p / 60);
            }
            previews.add(new Preview("step " + 500 * i + ": a red apple", new Picture(64, 64, rgb).png(Map.of())));
        }
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("learn rate", "warmup(50) 5e-5:600, cosine(5e-5..5e-7, 400)");
        settings.put("batch size", "4");
        settings.put("<script>", "a & \"b\"");
        return new ReportData(
                "ink <b>style",
                losses,
                holdout,
                previews,
                settings,
                List.of("60 pictures, 512x512 to 1024x768", "1 near duplicate: a.png, b.png", "tags: <cat> 12"),
                List.of("step 812: the loss rises steadily: from 0.131 to 0.214 in the last 1000 steps"));
    }

    @Test
    void everyTextIsEscaped() {
        String html = HtmlReport.html(data(200));
        assertThat(html).doesNotContain("<b>", "<script", "<cat>", "%s");
        assertThat(html).contains("ink &lt;b&gt;style", "&lt;script&gt;", "a &amp; &quot;b&quot;", "&lt;cat&gt; 12");
        assertThat(Html.escape("a\u0000\u202Eb\n'")).isEqualTo("a\uFFFD\uFFFDb\n&#39;");
    }

    @Test
    void thePageNeedsNothingElse() {
        String html = HtmlReport.html(data(200));
        assertThat(html).doesNotContain("http:", "https:", "url(h", "@import");
        Matcher sources = Pattern.compile("(?:src|href)=\"([^\"]{0,30})").matcher(html);
        int found = 0;
        for (; sources.find(); found++) {
            assertThat(sources.group(1)).startsWith("data:image/png;base64,iVBOR");
        }
        assertThat(found).isEqualTo(6);
    }

    /** A point for the first and the last step, in the frame; read as XML, so that each tag is closed. */
    @Test
    void chartsHoldTheSeries() throws Exception {
        for (int steps : new int[] {1, 2, 449, 450, 451, 20_000}) {
            String html = HtmlReport.html(data(steps));
            List<Document> charts = charts(html);
            assertThat(charts).hasSize(2);
            for (Document chart : charts) {
                Element line = (Element) chart.getElementsByTagName("polyline").item(0);
                String[] points = line.getAttribute("points").strip().split(" ", -1);
                assertThat(points.length).isBetween(1, 1_000);
                assertThat(Double.parseDouble(points[points.length - 1].split(",", -1)[0]))
                        .isEqualTo(884);
                for (String point : points) {
                    assertThat(Double.parseDouble(point.split(",", -1)[0])).isBetween(64.0, 884.0);
                }
            }
        }
    }

    @Test
    void seriesThatWentWrongAreDrawn() throws Exception {
        List<Loss> losses = List.of(new Loss(1, 1e300, 0), new Loss(2, 0, 0), new Loss(3, 5, 1e-300));
        ReportData data = new ReportData(
                "x", losses, List.of(new Holdout(2, Double.NaN)), List.of(), Map.of(), List.of(), List.of());
        String html = HtmlReport.html(data);
        assertThat(charts(html)).hasSize(2);
        ReportData empty = new ReportData("x", List.of(), List.of(), List.of(), Map.of(), List.of(), List.of());
        assertThat(charts(HtmlReport.html(empty))).isEmpty();
    }

    private static List<Document> charts(String html) throws Exception {
        List<Document> charts = new ArrayList<>();
        Matcher svg = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(html);
        while (svg.find()) {
            charts.add(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(svg.group().getBytes(StandardCharsets.UTF_8))));
        }
        return charts;
    }

    @Test
    void theFileIsWhole() throws IOException {
        Path file = folder.resolve("report.html");
        HtmlReport.write(file, data(3_000));
        assertThat(Files.readString(file))
                .isEqualTo(HtmlReport.html(data(3_000)))
                .endsWith("</html>\n");
    }
}
