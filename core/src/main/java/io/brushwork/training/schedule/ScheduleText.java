package io.brushwork.training.schedule;

import io.brushwork.base.OptionException;
import io.brushwork.training.schedule.LearnRateSchedule.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of a {@link LearnRateSchedule}. */
final class ScheduleText {
    private static final String NUMBER = "\\+?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,4})?";
    private static final Pattern RATE = Pattern.compile(NUMBER);
    private static final Pattern STEPS = Pattern.compile("\\+?\\d{1,18}");
    private static final Pattern WARM_UP = Pattern.compile("\\s*warmup\\s*\\(\\s*(\\d{1,18})\\s*\\)[\\s,]*");
    private static final Pattern COSINE = Pattern.compile("cosine\\s*\\(\\s*(" + NUMBER + ")\\s*\\.\\.\\s*(" + NUMBER
            + ")\\s*,\\s*(\\d{1,18})\\s*(?:,\\s*(\\d{1,9})\\s*)?\\)");
    /** Commas that stand in no brackets. */
    private static final Pattern BETWEEN_ITEMS = Pattern.compile(",(?![^()]*\\))");

    private static final long TO_THE_END = -1;
    /** Longer texts are no schedules; A1111's users write hundreds of items, which are shorter. */
    private static final int LONGEST = 20_000;
    /** Far beyond any rate or limit that means something, and far below what float32 can hold. */
    private static final double LARGEST = 1e20;

    private final String field;
    private final String text;

    ScheduleText(String field, String text) {
        this.field = field;
        this.text = text;
        if (text.length() > LONGEST) {
            throw new OptionException(field, "at most " + LONGEST + " characters", text.length());
        }
    }

    private record Item(String text, RateCurve curve, long end) {}

    /** @throws OptionException saying what is wrong and what a schedule looks like */
    void check() {
        schedule(0, Long.MAX_VALUE);
    }

    LearnRateSchedule schedule(long startStep, long maxSteps) {
        Matcher prefix = WARM_UP.matcher(text);
        long warmUp = prefix.lookingAt() ? steps(prefix.group(1), prefix.group().strip()) : 0;
        List<Item> items = items(warmUp > 0 ? text.substring(prefix.end()) : text);
        List<Span> ahead = new ArrayList<>();
        long start = 0;
        for (Item item : items) {
            long end = item.end == TO_THE_END ? maxSteps : Math.min(item.end, maxSteps);
            if (end > startStep && end > start) {
                ahead.add(new Span(item.curve, start, end));
            }
            start = end;
        }
        if (ahead.isEmpty()) {
            throw new OptionException(
                    field,
                    "a schedule that reaches beyond the " + startStep
                            + " steps that the network has already, such as \"1e-5:" + maxSteps + "\"",
                    "\"" + text + "\", which ends at step " + start);
        }
        return new LearnRateSchedule(ahead, warmUp);
    }

    private List<Item> items(String list) {
        List<Item> items = new ArrayList<>();
        for (String part : BETWEEN_ITEMS.split(list, -1)) {
            if (part.isBlank()) {
                continue;
            }
            Item item = item(part.strip());
            if (!items.isEmpty()) {
                Item before = items.get(items.size() - 1);
                if (before.end == TO_THE_END) {
                    throw wrong("\"" + before.text + "\" lasts to the end, so that \"" + item.text + "\" never acts");
                }
                if (item.end != TO_THE_END && item.end <= before.end) {
                    throw wrong("steps must grow, but " + item.end + " follows " + before.end);
                }
            }
            items.add(item);
        }
        if (items.isEmpty()) {
            throw wrong("no rate in it");
        }
        return items;
    }

    private Item item(String item) {
        int colon = item.indexOf(':');
        if (colon < 0) {
            return new Item(item, curve(item), TO_THE_END);
        }
        String step = item.substring(colon + 1).strip();
        RateCurve curve = curve(item.substring(0, colon).strip());
        return new Item(item, curve, step.equals("-1") ? TO_THE_END : steps(step, item));
    }

    private RateCurve curve(String word) {
        Matcher cosine = COSINE.matcher(word);
        if (!cosine.matches()) {
            return new RateCurve.Constant(rate(word));
        }
        double high = rate(cosine.group(1));
        double low = Double.parseDouble(cosine.group(2));
        if (!(low < high)) {
            throw wrong("\"" + word + "\" falls from the first rate to the second, which must be lower");
        }
        long growth = cosine.group(4) == null ? 1 : steps(cosine.group(4), word);
        return new RateCurve.Cosine(high, low, steps(cosine.group(3), word), growth);
    }

    private double rate(String word) {
        double rate = RATE.matcher(word).matches() ? Double.parseDouble(word) : Double.NaN;
        if (!(rate > 0 && rate <= LARGEST)) {
            throw wrong("\"" + word + "\" is no number above 0 and at most 1e20");
        }
        return rate;
    }

    private long steps(String word, String item) {
        long steps = STEPS.matcher(word).matches() ? Long.parseLong(word) : 0;
        if (steps < 1) {
            throw wrong("\"" + word + "\" in \"" + item + "\" is no whole number of 1 or more");
        }
        return steps;
    }

    private OptionException wrong(String reason) {
        return new OptionException(
                field,
                "a number or a schedule such as \"5e-5:100, 5e-6:1500, 5e-7\" or \"cosine(5e-5..5e-7, 1000)\"",
                "\"" + text + "\": " + reason);
    }
}
