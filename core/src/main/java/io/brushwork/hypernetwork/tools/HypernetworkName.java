package io.brushwork.hypernetwork.tools;

import java.util.regex.Pattern;

/** Names of new hypernetworks: such as mean the same in A1111, whose form drops all other characters without a word. */
public final class HypernetworkName {
    private static final Pattern VALID = Pattern.compile("[\\p{L}\\p{N}._\\- ]+");
    private static final int LONGEST = 200;
    /** What stands in A1111's menus for no network. */
    private static final String NONE = "None";

    private HypernetworkName() {}

    /**
     * The name, as it is.
     *
     * @throws IllegalArgumentException for a name that A1111 would change, hide, or cut while training
     */
    public static String checked(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name: expected a name, got nothing");
        }
        if (name.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "name: expected at most " + LONGEST + " characters, got " + name.length());
        }
        if (name.contains("(") || name.contains(")")) {
            throw new IllegalArgumentException(
                    "name: expected no parentheses, since A1111 cuts names at the last one when it trains, got "
                            + name);
        }
        if (!VALID.matcher(name).matches()) {
            throw new IllegalArgumentException("name: expected letters, digits, blanks and . _ - only, got " + name);
        }
        if (name.startsWith(".") || !name.equals(name.strip()) || name.endsWith(".")) {
            throw new IllegalArgumentException(
                    "name: expected no dot or blank at its ends, where files get hidden or lost, got \"" + name + "\"");
        }
        if (name.equals(NONE)) {
            throw new IllegalArgumentException("name: expected another name than None, which is A1111's word for none");
        }
        return name;
    }
}
