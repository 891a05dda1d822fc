package io.brushwork.text;

/**
 * A stretch of a prompt and how much attention it gets.
 *
 * @param text with brackets and escapes taken away
 * @param weight finite; 1 is neutral
 */
public record WeightedText(String text, double weight) {
    /** What the word BREAK becomes: the end of a chunk. */
    static final WeightedText BREAK = new WeightedText("BREAK", -1);

    /** Checks that the weight is finite. */
    public WeightedText {
        // A weight ends as a float32 multiplier, so it has to be finite there too.
        if (!Float.isFinite((float) weight)) {
            throw new IllegalArgumentException("weight: expected a finite number, got " + weight);
        }
    }

    /** Whether this is the mark of a chunk's end and not text. */
    public boolean isBreak() {
        return equals(BREAK);
    }
}
