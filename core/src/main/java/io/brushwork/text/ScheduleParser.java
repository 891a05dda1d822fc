package io.brushwork.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads editing and alternation in one pass with a stack of open brackets, in linear time.
 *
 * <p>A1111's grammar, an ambiguous one for an Earley parser, comes down to this. Bracketed things are {@code (p)},
 * {@code (p:p)}, {@code [p]}, {@code [p:when]}, {@code [p:p:when]} and {@code [p|p|…]}, where p is text and bracketed
 * things; text has no bare {@code ()[]:|} and a backslash takes the next character along. Outside all brackets,
 * {@code ()[]:} may stand alone too. So as soon as the innermost bracket cannot be completed, no bracket around it can,
 * and all of them are text; and where a {@code |} turns out to stand outside, the prompt has no parse.
 */
final class ScheduleParser {
    private static final Pattern WHEN =
            Pattern.compile("[\\s\\p{Z}\\x1c-\\x1f\\x85]*([-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
                    + "[\\s\\p{Z}\\x1c-\\x1f\\x85]*");

    /** A bracket that is open, or the whole prompt (kind 0). */
    private static final class Frame {
        final char kind;
        /** The parts between separators; each is a p of the grammar. */
        final List<List<ScheduleNode>> parts = new ArrayList<>();
        /** The separator of the parts, ':' or '|'; 0 while there is none. */
        char separator;
        /** Where the last part starts in the prompt. */
        int lastPart;

        Frame(char kind, int start) {
            this.kind = kind;
            this.lastPart = start;
            parts.add(new ArrayList<>());
        }

        List<ScheduleNode> current() {
            return parts.get(parts.size() - 1);
        }

        void next(char by, int start) {
            separator = by;
            lastPart = start;
            parts.add(new ArrayList<>());
        }

        boolean takes(char by) {
            return switch (kind) {
                case '(' -> by == ':' && parts.size() == 1;
                case '[' -> by == '|' ? separator != ':' : separator == 0 || (separator == ':' && parts.size() == 2);
                default -> false;
            };
        }

        /** The text that it is if it cannot be completed, moved to another list. */
        void spill(List<ScheduleNode> out) {
            if (kind != 0) {
                out.add(new ScheduleNode.Text(String.valueOf(kind)));
            }
            for (int i = 0; i < parts.size(); i++) {
                if (i > 0) {
                    out.add(new ScheduleNode.Text(String.valueOf(separator)));
                }
                out.addAll(parts.get(i));
            }
        }
    }

    private final String prompt;
    private final ToIntFunction<String> stepOf;
    private final ArrayDeque<Frame> open = new ArrayDeque<>();
    private final Frame root = new Frame((char) 0, 0);

    /**
     * @param stepOf turns the number of {@code when} into the last step before the change
     */
    ScheduleParser(String prompt, ToIntFunction<String> stepOf) {
        this.prompt = prompt;
        this.stepOf = stepOf;
    }

    /** The pieces of the prompt; if it has no parse, one piece of text. */
    List<ScheduleNode> parse() {
        int i = 0;
        while (i < prompt.length()) {
            char c = prompt.charAt(i);
            int end = textEnd(i);
            if (end > i) {
                current().add(new ScheduleNode.Text(prompt.substring(i, end)));
                i = end;
                continue;
            }
            if (c == '\\' || !bracketOrSeparator(c, i)) {
                return List.of(new ScheduleNode.Text(prompt));
            }
            i++;
        }
        return spillAll() ? root.current() : List.of(new ScheduleNode.Text(prompt));
    }

    private List<ScheduleNode> current() {
        return (open.isEmpty() ? root : open.peek()).current();
    }

    /** End of the plain text at i; i itself at a bracket, a separator, or a backslash with nothing to escape. */
    private int textEnd(int i) {
        int end = i;
        while (end < prompt.length() && "()[]:|".indexOf(prompt.charAt(end)) < 0) {
            if (prompt.charAt(end) != '\\') {
                end++;
            } else if (end + 1 < prompt.length() && prompt.charAt(end + 1) != '\n') {
                end += 2;
            } else {
                break;
            }
        }
        return end;
    }

    /** Takes c at i; false if the prompt has no parse. */
    private boolean bracketOrSeparator(char c, int i) {
        if (c == '(' || c == '[') {
            if (open.size() >= PromptAttention.MAX_DEPTH) {
                throw new IllegalArgumentException(
                        "prompt: more than " + PromptAttention.MAX_DEPTH + " brackets are open at once");
            }
            open.push(new Frame(c, i + 1));
            return true;
        }
        Frame frame = open.peek();
        if (frame != null && (c == ':' || c == '|') && frame.takes(c)) {
            frame.next(c, i + 1);
            return true;
        }
        if (frame != null && close(frame, c, i)) {
            return true;
        }
        if (!spillAll() || c == '|') {
            return false;
        }
        root.current().add(new ScheduleNode.Text(String.valueOf(c)));
        return true;
    }

    /** Closes the innermost bracket with c, if it is complete. */
    private boolean close(Frame frame, char c, int i) {
        if (c != (frame.kind == '(' ? ')' : ']')) {
            return false;
        }
        if (frame.kind == '[' && frame.separator != 0) {
            ScheduleNode node = frame.separator == '|' ? new ScheduleNode.Alternation(frame.parts) : change(frame, i);
            if (node == null) {
                return false;
            }
            open.pop();
            current().add(node);
            return true;
        }
        open.pop();
        frame.spill(current());
        current().add(new ScheduleNode.Text(String.valueOf(c)));
        return true;
    }

    /** {@code [after:when]} or {@code [before:after:when]}, or null where the last part is no number. */
    private ScheduleNode.@org.jspecify.annotations.Nullable Change change(Frame frame, int end) {
        Matcher when = WHEN.matcher(prompt).region(frame.lastPart, end);
        if (!when.matches()) {
            return null;
        }
        List<ScheduleNode> before = frame.parts.size() == 3 ? frame.parts.get(0) : List.of();
        return new ScheduleNode.Change(
                before, frame.parts.get(frame.parts.size() - 2), stepOf.applyAsInt(when.group(1)));
    }

    /** Turns all open brackets into text; false if a {@code |} would stand outside brackets then. */
    private boolean spillAll() {
        while (!open.isEmpty()) {
            Frame frame = open.removeLast();
            if (frame.separator == '|') {
                return false;
            }
            frame.spill(root.current());
        }
        return true;
    }
}
