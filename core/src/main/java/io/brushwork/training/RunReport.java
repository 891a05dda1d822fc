package io.brushwork.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.dataset.DataReport;
import io.brushwork.training.report.HtmlReport;
import io.brushwork.training.report.ReportData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Gathers a run's files into its report. */
final class RunReport {
    private final TrainingOptions options;
    private final RunFolder run;

    RunReport(TrainingOptions options, RunFolder run) {
        this.options = options;
        this.run = run;
    }

    void write(DataReport data, OptionalDouble holdoutWithout, List<String> notices) throws IOException {
        List<String> all = new ArrayList<>();
        holdoutWithout.ifPresent(loss -> all.add(
                String.format(Locale.ROOT, "On the pictures held out, the model alone has a loss of %.4f.", loss)));
        all.addAll(notices);
        HtmlReport.write(
                run.report(),
                new ReportData(
                        options.name(),
                        RunLog.losses(run.lossLog()),
                        holdouts(),
                        previews(),
                        settings(),
                        data.text().lines().toList(),
                        all));
    }

    private List<ReportData.Holdout> holdouts() throws IOException {
        List<ReportData.Holdout> rows = new ArrayList<>();
        if (Files.exists(run.holdoutLog())) {
            for (String line : Files.readAllLines(run.holdoutLog(), StandardCharsets.US_ASCII)) {
                int comma = line.indexOf(',');
                if (comma > 0 && Character.isDigit(line.charAt(0))) {
                    rows.add(new ReportData.Holdout(
                            Long.parseLong(line.substring(0, comma)), Double.parseDouble(line.substring(comma + 1))));
                }
            }
        }
        return rows;
    }

    private List<ReportData.Preview> previews() throws IOException {
        Path sheet = run.images().resolve(options.name() + ".png");
        return Files.exists(sheet)
                ? List.of(new ReportData.Preview(
                        "Without the network, and after so many steps", Files.readAllBytes(sheet)))
                : List.of();
    }

    /** By their path in the settings file, {@code data.width}. */
    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        flatten("", TrainingSettings.tree(options), settings);
        return settings;
    }

    private static void flatten(String prefix, ObjectNode tree, Map<String, String> into) {
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            if (field.getValue() instanceof ObjectNode deeper) {
                flatten(prefix + field.getKey() + ".", deeper, into);
            } else if (!field.getValue().isNull()) {
                into.put(
                        prefix + field.getKey(),
                        field.getValue().isTextual()
                                ? field.getValue().asText()
                                : field.getValue().toString());
            }
        }
    }
}
