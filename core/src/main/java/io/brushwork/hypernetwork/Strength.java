package io.brushwork.hypernetwork;

import io.brushwork.nn.Site;
import io.brushwork.nn.Site.Part;
import java.util.Map;

/**
 * How strongly a network acts, and where and when. Its strength on the keys of a layer is {@code overall * key *} the
 * factor of that layer's block; on the values {@code overall * value *} the same factor. Negative numbers and numbers
 * above 1 are allowed; 0 leaves a context bit for bit as it is.
 *
 * @param overall the number after the name in a tag
 * @param parts factors of {@link Part}s of the U-Net; 1 where not given
 * @param blocks factors of single blocks; they replace the factor of the block's part
 */
public record Strength(
        double overall,
        double key,
        double value,
        Map<Part, Double> parts,
        Map<Block, Double> blocks,
        StepWindow steps) {

    /** As A1111 applies a network that is only named. */
    public static final Strength FULL = of(1);

    public Strength {
        finite("strength", overall);
        finite("k", key);
        finite("v", value);
        parts = Map.copyOf(parts);
        blocks = Map.copyOf(blocks);
        parts.forEach((part, factor) -> finite(part.name(), factor));
        blocks.forEach((block, factor) -> finite(block.toString(), factor));
    }

    /** The same strength on keys and values, everywhere and at every step: what a plain tag means. */
    public static Strength of(double overall) {
        return new Strength(overall, 1, 1, Map.of(), Map.of(), StepWindow.ALL);
    }

    /** Strength on the context that this layer makes its keys of. */
    public double keyAt(Site site) {
        return overall * key * factor(site);
    }

    /** Strength on the context that this layer makes its values of. */
    public double valueAt(Site site) {
        return overall * value * factor(site);
    }

    private double factor(Site site) {
        double part = parts.getOrDefault(site.part(), 1.0);
        return blocks.getOrDefault(new Block(site.part(), site.block()), part);
    }

    /** Shortest form: {@code 1}, {@code 0.5}. */
    static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    private static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + ": expected a finite number, got " + value);
        }
    }

    /**
     * One block of the U-Net, numbered as in {@link Site#block}: {@code in4} is the checkpoint's {@code input_blocks.4}.
     */
    public record Block(Part part, int number) {}
}
