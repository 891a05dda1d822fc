package io.brushwork.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Facts as a person reads them: names and values in two columns, an object inside as a section of its own, a list of
 * objects as a table.
 */
final class FactsText {
    private static final String INDENT = "  ";
    /** Names in files may hold codes that a terminal obeys. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\\n]]");

    private FactsText() {}

    static String of(ObjectNode facts) {
        StringBuilder text = new StringBuilder();
        append(facts, "", text);
        return text.toString().stripTrailing();
    }

    private static void append(ObjectNode facts, String indent, StringBuilder text) {
        int widest = facts.properties().stream()
                .filter(fact -> !isSection(fact.getValue()))
                .mapToInt(fact -> words(fact.getKey()).length())
                .max()
                .orElse(0);
        for (Map.Entry<String, JsonNode> fact : facts.properties()) {
            String name = words(fact.getKey());
            JsonNode value = fact.getValue();
            if (!isSection(value)) {
                String margin = indent + " ".repeat(widest + 2);
                text.append(indent)
                        .append(name)
                        .append(" ".repeat(widest + 2 - name.length()))
                        .append(scalar(value).replace("\n", "\n" + margin))
                        .append('\n');
                continue;
            }
            if (value.isEmpty()) {
                continue;
            }
            text.append(text.isEmpty() ? "" : "\n").append(indent).append(name).append('\n');
            if (value instanceof ObjectNode section) {
                append(section, indent + INDENT, text);
            } else {
                appendTable(value, indent + INDENT, text);
            }
        }
    }

    private static boolean isSection(JsonNode value) {
        return value.isObject() || (value.isArray() && value.path(0).isObject());
    }

    private static void appendTable(JsonNode rows, String indent, StringBuilder text) {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> row.fieldNames().forEachRemaining(columns::add));
        List<List<String>> cells = new ArrayList<>();
        cells.add(columns.stream().map(FactsText::words).toList());
        rows.forEach(row -> cells.add(
                columns.stream().map(column -> scalar(row.path(column))).toList()));
        int[] widths = IntStream.range(0, columns.size())
                .map(i -> cells.stream()
                        .mapToInt(row -> row.get(i).length())
                        .max()
                        .orElse(0))
                .toArray();
        for (List<String> row : cells) {
            StringBuilder line = new StringBuilder(indent);
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private static String scalar(JsonNode value) {
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(FactsText::scalar)
                    .collect(Collectors.joining(", "));
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? "yes" : "no";
        }
        if (value.isIntegralNumber()) {
            return String.format(Locale.ROOT, "%,d", value.longValue());
        }
        if (value.isFloatingPointNumber()) {
            return number(value.doubleValue());
        }
        return value.isNull() || value.isMissingNode()
                ? "-"
                : CONTROL.matcher(value.asText()).replaceAll("?");
    }

    /** Four digits that count. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    /** {@code layerNorm} becomes {@code layer norm}; names that are no words of ours stay. */
    private static String words(String name) {
        return name.matches("[a-z]+([A-Z][a-z0-9]*)+")
                ? name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT)
                : CONTROL.matcher(name).replaceAll("?");
    }
}
