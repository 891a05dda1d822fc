package io.brushwork.text;

import java.util.regex.Pattern;

/** Takes comments out of prompts: from a {@code #} to the end of its line, as A1111 does by default. */
public final class PromptComments {
    private static final Pattern WHOLE_LINE = Pattern.compile("(^|\n)#[^\n]*(\n|$)");
    private static final Pattern REST_OF_LINE = Pattern.compile("#[^\n]*(\n|$)");

    private PromptComments() {}

    /** The prompt without comments; a line break stays for each. */
    public static String strip(String prompt) {
        if (prompt.indexOf('#') < 0) {
            return prompt;
        }
        String withoutLines = WHOLE_LINE.matcher(prompt).replaceAll("\n");
        return REST_OF_LINE.matcher(withoutLines).replaceAll("\n");
    }
}
