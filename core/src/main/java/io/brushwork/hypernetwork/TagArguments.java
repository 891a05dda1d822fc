package io.brushwork.hypernetwork;

import io.brushwork.nn.Site.Part;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what follows the type in one hypernetwork tag: {@code name[:strength][:option=value,...]}. */
final class TagArguments {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern PLACE = Pattern.compile("(in|mid|out)(\\d{1,3})?");
    private static final Pattern WINDOW = Pattern.compile("([^-]+)-([^-]+)");
    private static final String OPTIONS =
            "k, v, in, mid, out, a block such as in4 or out9, steps such as 0.2-0.8 or 5-15";

    private final String source;
    private final Set<String> seen = new HashSet<>();
    private final Map<Part, Double> parts = new EnumMap<>(Part.class);
    private final Map<Strength.Block, Double> blocks = new HashMap<>();
    private double overall = 1;
    private double key = 1;
    private double value = 1;
    private StepWindow steps = StepWindow.ALL;

    private TagArguments(String source) {
        this.source = source;
    }

    /**
     * Reads one tag.
     *
     * @param source the whole tag, for messages
     * @param arguments what stands between {@code hypernet:} and {@code >}
     */
    static HypernetworkTag parse(String source, String arguments) {
        String[] items = arguments.split(":", -1);
        TagArguments tag = new TagArguments(source);
        if (items[0].isBlank()) {
            throw tag.fault("expected the name of a hypernetwork after hypernet:");
        }
        boolean strengthGiven = items.length > 1 && !items[1].contains("=");
        if (strengthGiven) {
            tag.overall = tag.number("strength", items[1]);
        }
        for (int i = strengthGiven ? 2 : 1; i < items.length; i++) {
            for (String option : items[i].split(",", -1)) {
                tag.option(option.strip());
            }
        }
        return new HypernetworkTag(items[0], tag.strength(), source);
    }

    private Strength strength() {
        return new Strength(overall, key, value, parts, blocks, steps);
    }

    private void option(String option) {
        int equals = option.indexOf('=');
        if (equals < 0) {
            throw fault("expected options of the form name=value after the strength, got \"" + option + "\"");
        }
        String name = option.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        String text = option.substring(equals + 1);
        if (!seen.add(name)) {
            throw fault(name + " is given twice");
        }
        Matcher place = PLACE.matcher(name);
        if (name.equals("k")) {
            key = number(name, text);
        } else if (name.equals("v")) {
            value = number(name, text);
        } else if (name.equals("steps")) {
            steps = window(text);
        } else if (place.matches()) {
            place(place, number(name, text));
        } else {
            throw fault("unknown option \"" + name + "\"; expected one of " + OPTIONS);
        }
    }

    private void place(Matcher place, double factor) {
        Part part = Part.valueOf(place.group(1).toUpperCase(Locale.ROOT));
        String number = place.group(2);
        if (number == null) {
            parts.put(part, factor);
        } else if (part == Part.MID) {
            throw fault("unknown option \"" + place.group() + "\"; the middle is one block, called mid");
        } else {
            blocks.put(new Strength.Block(part, Integer.parseInt(number)), factor);
        }
    }

    private StepWindow window(String text) {
        Matcher bounds = WINDOW.matcher(text);
        if (!bounds.matches()) {
            throw fault("steps: expected two numbers such as 0.2-0.8 or 5-15, got \"" + text + "\"");
        }
        double from = number("steps", bounds.group(1));
        double to = number("steps", bounds.group(2));
        try {
            return StepWindow.of(from, to);
        } catch (IllegalArgumentException e) {
            throw fault(String.valueOf(e.getMessage()));
        }
    }

    /** What Python's float() takes, its words for infinity and not-a-number left out. */
    private double number(String what, String text) {
        String digits = text.strip();
        if (!NUMBER.matcher(digits).matches() || !Double.isFinite(Double.parseDouble(digits))) {
            throw fault(what + ": expected a number, got \"" + text + "\"");
        }
        return Double.parseDouble(digits);
    }

    private IllegalArgumentException fault(String reason) {
        return new IllegalArgumentException(source + ": " + reason);
    }
}
