package io.brushwork.text;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Prompt editing and alternation: what a prompt says at each step.
 *
 * <p>{@code [from:to:when]} says {@code from} up to the step {@code when} and {@code to} after it; {@code [to:when]} and
 * {@code [from::when]} add and take away; {@code [a|b|c]} takes turns, a step each. All of them nest, and attention
 * brackets inside and around them stay as they are for {@link PromptAttention}. The grammar is A1111's; a prompt that
 * does not fit it is used as it is, at every step. That holds for any prompt with a {@code |} outside brackets or a
 * backslash at its end.
 *
 * <p>A1111 counts differently when it writes a schedule and when it plays it: {@link #indexAt} plays as A1111 does.
 */
public final class PromptSchedule {
    private PromptSchedule() {}

    /**
     * How {@code when} is turned into a step.
     *
     * @param firstStep steps that were done before this pass; a whole number counts on from them
     * @param firstFraction fraction at which this pass starts; it ends at one more
     * @param byValue the rule before A1111 1.6 ("use_old_scheduling"): a number below 1 is a fraction, however it is
     *     written; otherwise a number with a decimal point is one
     */
    public record Timing(int firstStep, double firstFraction, boolean byValue) {
        /** The first pass, or the only one. */
        public static final Timing FIRST_PASS = new Timing(0, 0, false);

        /**
         * The rule before A1111 1.6. It has none for the second pass: A1111 gives that the schedule of the first, made
         * for the first pass's number of steps.
         */
        public static final Timing OLD = new Timing(0, 0, true);

        /** Checks that no step is negative. */
        public Timing {
            if (firstStep < 0) {
                throw new IllegalArgumentException("firstStep: expected 0 or more, got " + firstStep);
            }
        }

        /**
         * The second pass of hires fix: whole numbers count on from the first pass, fractions run from 1 to 2.
         *
         * @param baseSteps steps of the first pass
         */
        public static Timing hires(int baseSteps) {
            return new Timing(baseSteps, 1, false);
        }

        /** The last step of what stands before the change; not above {@code steps}, 0 or less if it is never seen. */
        int step(String when, int steps) {
            double number = Double.parseDouble(when);
            boolean fraction = byValue ? number < 1 : when.indexOf('.') >= 0;
            return Math.min(steps, (int) (fraction ? (number - firstFraction) * steps : number - firstStep));
        }
    }

    /** {@link #parse(String, int, Timing)} for the first pass. */
    public static List<Scheduled> parse(String prompt, int steps) {
        return parse(prompt, steps, Timing.FIRST_PASS);
    }

    /**
     * The texts of a prompt in the order of time; the last one lasts until {@code steps}. Neighbours may be equal:
     * alternation gives one entry per step.
     *
     * @param steps of this pass; for samplers that call the network twice a step, twice as many, as A1111 counts
     * @throws IllegalArgumentException if steps is below 1, or more than 500 brackets are open at once
     */
    public static List<Scheduled> parse(String prompt, int steps, Timing timing) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps: expected 1 or more, got " + steps);
        }
        List<ScheduleNode> nodes = new ScheduleParser(prompt, when -> timing.step(when, steps)).parse();
        TreeSet<Integer> ends = new TreeSet<>(List.of(steps));
        nodes.forEach(node -> node.collectEnds(steps, ends));
        List<Scheduled> schedule = new ArrayList<>();
        for (int end : ends) {
            StringBuilder text = new StringBuilder();
            nodes.forEach(node -> node.appendAt(end, text));
            schedule.add(new Scheduled(end, text.toString()));
        }
        return List.copyOf(schedule);
    }

    /**
     * The entry in force at a call of the network, as A1111 1.10.1 plays it: the first whose {@code untilStep} is not
     * below the number of calls made before. As that number starts from 0, every change comes one call later than the
     * schedule says; pictures are only equal to A1111's with it.
     *
     * @param schedule from {@link #parse}
     * @param calls calls of the network made before this one
     * @return index into the schedule; past its end 0, as in A1111
     */
    public static int indexAt(List<Scheduled> schedule, int calls) {
        for (int i = 0; i < schedule.size(); i++) {
            if (calls <= schedule.get(i).untilStep()) {
                return i;
            }
        }
        return 0;
    }
}
