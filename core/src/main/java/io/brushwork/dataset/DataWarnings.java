package io.brushwork.dataset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a {@link DataReport} means, in sentences. */
final class DataWarnings {
    private static final int MOST_NAMES = 3;
    private static final int MOST_ENTRIES = 8;
    private static final int MOST_TAGS = 12;
    private static final int MOST_NOTICES = 5;
    /** Longer names and tags are cut, so that a line stays a line. */
    private static final int LONGEST = 60;
    /** With fewer, a network learns the pictures and not what they have in common. */
    private static final int FEW = 10;

    private DataWarnings() {}

    static List<String> of(DataReport report) {
        List<String> warnings = new ArrayList<>();
        add(
                warnings,
                "could",
                "could",
                "not be read and will be missing",
                report.unreadable().stream().map(PictureFolder.Unreadable::name));
        for (Map.Entry<String, String> invalid : report.invalidCaptions().entrySet()) {
            warnings.add("The caption of " + shown(invalid.getKey()) + " is no prompt: " + invalid.getValue() + ".");
        }
        if (report.pictures() < FEW) {
            warnings.add(
                    (report.pictures() == 1 ? "There is 1 picture" : "There are " + report.pictures() + " pictures")
                            + "; with fewer than " + FEW + " a network learns the pictures by heart.");
        }
        add(warnings, "is", "are", "the same file under several names", joined(report.duplicates()));
        add(warnings, "looks", "look", "the same as others", joined(report.nearDuplicates()));
        add(warnings, "is", "are", "smaller than the size trained at and will be enlarged", report.tooSmall().stream());
        add(warnings, "will", "will", "be distorted: the fit crop would cut them instead", report.distorted().stream());
        add(warnings, "may", "may", "be blurred", report.blurred().stream().map(DataReport.Blurred::name));
        add(
                warnings,
                "has",
                "have",
                "no caption; the name of the file is used, or nothing",
                report.withoutCaption().stream());
        add(
                warnings,
                "has",
                "have",
                "a caption of more than 75 tokens; what stands at its end counts less",
                report.longCaptions().stream().map(DataReport.LongCaption::name));
        add(
                warnings,
                "has",
                "have",
                "brackets in the caption, which are read as emphasis: write \\( \\) \\[ \\] for plain ones",
                report.emphasised().stream());
        return warnings;
    }

    private static Stream<String> joined(List<List<String>> groups) {
        return groups.stream().flatMap(List::stream);
    }

    private static void add(List<String> warnings, String one, String many, String what, Stream<String> names) {
        List<String> all = names.toList();
        if (!all.isEmpty()) {
            String subject = all.size() == 1 ? "1 picture " + one : all.size() + " pictures " + many;
            warnings.add(subject + " " + what + ": " + listed(all) + ".");
        }
    }

    private static String listed(Collection<String> names) {
        String some = names.stream().limit(MOST_NAMES).map(DataWarnings::shown).collect(Collectors.joining(", "));
        return names.size() > MOST_NAMES ? some + " and " + (names.size() - MOST_NAMES) + " more" : some;
    }

    /** In one line without control characters: names and tags come from strangers. */
    private static String shown(String text) {
        String line = oneLine(text);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    static String text(DataReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("Pictures: " + report.pictures() + ", trained at " + report.training());
        lines.add("Sizes: " + counts(report.sizes(), MOST_ENTRIES));
        lines.add("Shapes: " + counts(report.aspectRatios(), MOST_ENTRIES));
        lines.add("Tags: " + (report.tags().isEmpty() ? "none" : counts(report.tags(), MOST_TAGS)));
        groups(lines, "Equal files", report.duplicates());
        groups(lines, "Look-alikes", report.nearDuplicates());
        for (DataReport.Blurred blurred : first(report.blurred())) {
            lines.add(String.format(
                    Locale.ROOT, "Blurred: %s (sharpness %.1f)", shown(blurred.name()), blurred.sharpness()));
        }
        for (DataReport.LongCaption caption : first(report.longCaptions())) {
            lines.add("Long caption: " + shown(caption.name()) + " (" + caption.tokens() + " tokens)");
        }
        first(report.unreadable()).forEach(unreadable -> lines.add("Unreadable: " + unreadable.reason()));
        report.notices().stream().limit(MOST_NOTICES).forEach(lines::add);
        if (report.notices().size() > MOST_NOTICES) {
            lines.add("… and " + (report.notices().size() - MOST_NOTICES) + " more notices");
        }
        List<String> warnings = warningsAtMost(of(report));
        warnings.forEach(warning -> lines.add("Warning: " + warning));
        return lines.stream().map(DataWarnings::oneLine).collect(Collectors.joining("\n"));
    }

    /** There are ten kinds, of which one, captions that are no prompts, comes once a picture. */
    private static List<String> warningsAtMost(List<String> warnings) {
        int most = 13;
        if (warnings.size() <= most) {
            return warnings;
        }
        List<String> some = new ArrayList<>(warnings.subList(0, most - 1));
        some.add("… and " + (warnings.size() - most + 1) + " more");
        return some;
    }

    private static void groups(List<String> lines, String what, List<List<String>> groups) {
        first(groups).forEach(group -> lines.add(what + ": " + listed(group)));
    }

    private static <T> List<T> first(List<T> all) {
        return all.subList(0, Math.min(MOST_NAMES, all.size()));
    }

    private static String counts(Map<String, Integer> counts, int most) {
        String some = counts.entrySet().stream()
                .limit(most)
                .map(entry -> shown(entry.getKey()) + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
        return counts.size() > most ? some + " and " + (counts.size() - most) + " more" : some;
    }
}
