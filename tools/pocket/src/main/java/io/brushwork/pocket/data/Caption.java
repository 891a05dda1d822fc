package io.brushwork.pocket.data;

import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The texts that say what a drawing shows. The plain one is {@code a red apple}; the others teach the model to take a
 * frame ({@code a drawing of ...}), the bare name, further words and the name of the style.
 */
public final class Caption {
    private static final List<String> FRAMES = List.of("a drawing of ", "a picture of ", "an emoji of ");
    /** Nouns without a plural s that take no article. */
    private static final Set<String> MASS = Set.of(
            "rice",
            "bacon",
            "bread",
            "cheese",
            "tofu",
            "salt",
            "butter",
            "garlic",
            "popcorn",
            "ginger",
            "soap",
            "coral",
            "fire",
            "ice",
            "sushi",
            "spaghetti",
            "fog",
            "snow",
            "broccoli",
            "corn",
            "wood",
            "yarn",
            "mate",
            "custard",
            "luggage",
            "pool",
            "money",
            "tea",
            "sake",
            "chocolate",
            "confetti",
            "hair",
            "art",
            "salad",
            "fuel",
            "milk");
    /** Begin with a vowel that sounds like a consonant. */
    private static final Set<String> NO_AN = Set.of("unicorn", "euro", "ufo", "one");

    private Caption() {}

    /** {@code red apple} -> {@code a red apple}. */
    public static String plain(Subject subject) {
        String name = name(subject);
        String first = name.substring(0, name.indexOf(' ') < 0 ? name.length() : name.indexOf(' '));
        String last = name.substring(name.lastIndexOf(' ') + 1);
        boolean plural = last.endsWith("s") && !last.matches(".*(ss|us|is)");
        if (plural || MASS.contains(last) || first.matches("\\d.*")) {
            return name;
        }
        return ("aeiou".indexOf(first.charAt(0)) >= 0 && !NO_AN.contains(first) ? "an " : "a ") + name;
    }

    /** The label in the letters that prompts are typed in. */
    static String name(Subject subject) {
        return subject.label().replace('’', '\'').replaceAll("[“”:]", "").strip();
    }

    /** A caption for training, drawn at random. */
    public static String drawn(Drawing drawing, Random random) {
        if (drawing.set() == DrawingSet.HIGH_CONTRAST) {
            return "a black and white drawing of " + plain(drawing.subject());
        }
        double chance = random.nextDouble();
        String plain = plain(drawing.subject());
        if (chance < 0.4) {
            return plain;
        }
        if (chance < 0.5) {
            return name(drawing.subject());
        }
        if (chance < 0.7) {
            return FRAMES.get(random.nextInt(FRAMES.size())) + plain;
        }
        if (chance < 0.9) {
            return plain + ", " + drawing.set().words();
        }
        List<String> tags = drawing.subject().tags();
        return tags.isEmpty() ? plain : plain + ", " + tags.get(random.nextInt(tags.size()));
    }

    /** Every caption that {@link #drawn} can give, so that the words which are used can be found. */
    public static List<String> all(Drawing drawing) {
        String plain = plain(drawing.subject());
        if (drawing.set() == DrawingSet.HIGH_CONTRAST) {
            return List.of("a black and white drawing of " + plain);
        }
        String style = plain + ", " + drawing.set().words();
        return List.of(
                plain,
                name(drawing.subject()),
                style,
                String.join("", FRAMES) + plain,
                plain + ", " + String.join(", ", drawing.subject().tags()));
    }
}
