package io.brushwork.text;

import java.util.List;
import java.util.Set;

/** A piece of a scheduled prompt. */
sealed interface ScheduleNode {
    /** Adds the steps at which this piece may change, each in 1 … steps. */
    void collectEnds(int steps, Set<Integer> ends);

    /** Appends what this piece says at a step, counted from 1. */
    void appendAt(int step, StringBuilder text);

    /** The same at every step. */
    record Text(String text) implements ScheduleNode {
        @Override
        public void collectEnds(int steps, Set<Integer> ends) {}

        @Override
        public void appendAt(int step, StringBuilder out) {
            out.append(text);
        }
    }

    /** {@code before} up to and with step {@code until}, then {@code after}. */
    record Change(List<ScheduleNode> before, List<ScheduleNode> after, int until) implements ScheduleNode {
        @Override
        public void collectEnds(int steps, Set<Integer> ends) {
            if (until >= 1) {
                ends.add(until);
            }
            // Both sides, seen or not: A1111 does so, and an entry more is part of its result.
            before.forEach(node -> node.collectEnds(steps, ends));
            after.forEach(node -> node.collectEnds(steps, ends));
        }

        @Override
        public void appendAt(int step, StringBuilder out) {
            (step <= until ? before : after).forEach(node -> node.appendAt(step, out));
        }
    }

    /** One option after the other, a step each. */
    record Alternation(List<List<ScheduleNode>> options) implements ScheduleNode {
        @Override
        public void collectEnds(int steps, Set<Integer> ends) {
            for (int step = 1; step <= steps; step++) {
                ends.add(step);
            }
        }

        @Override
        public void appendAt(int step, StringBuilder out) {
            options.get((step - 1) % options.size()).forEach(node -> node.appendAt(step, out));
        }
    }
}
