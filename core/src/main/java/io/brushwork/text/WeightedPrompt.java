package io.brushwork.text;

/**
 * One part of a prompt joined by AND.
 *
 * @param text of the part, its weight taken away
 * @param weight finite; how much the part steers, as a factor of the CFG scale; may be negative
 */
public record WeightedPrompt(String text, double weight) {
    /** Checks that the weight is finite. */
    public WeightedPrompt {
        if (!Float.isFinite((float) weight)) {
            throw new IllegalArgumentException("weight: expected a finite number, got " + weight);
        }
    }
}
