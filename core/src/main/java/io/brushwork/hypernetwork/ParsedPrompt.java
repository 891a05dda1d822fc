package io.brushwork.hypernetwork;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt and the tags of extra networks that stood in it, as A1111 separates them: every {@code <type:arguments>} is
 * taken out, whatever its type, and the blanks around it stay. Only positive prompts are parsed; in a negative prompt
 * tags are plain text.
 *
 * @param text the prompt without tags
 * @param hypernetworks in order of appearance, repeated ones included
 * @param others tags of other types, such as {@code lora}, which the caller should say are left out
 */
public record ParsedPrompt(String text, List<HypernetworkTag> hypernetworks, List<UnknownTag> others) {
    private static final Pattern TAG = Pattern.compile("<(\\w+):([^>]+)>", Pattern.UNICODE_CHARACTER_CLASS);
    private static final String HYPERNETWORK = "hypernet";

    public ParsedPrompt {
        hypernetworks = List.copyOf(hypernetworks);
        others = List.copyOf(others);
    }

    /**
     * Takes the tags out of a prompt.
     *
     * @throws IllegalArgumentException for a hypernetwork tag that cannot be understood, naming the tag
     */
    public static ParsedPrompt parse(String prompt) {
        List<HypernetworkTag> hypernetworks = new ArrayList<>();
        List<UnknownTag> others = new ArrayList<>();
        Matcher tag = TAG.matcher(prompt);
        while (tag.find()) {
            if (tag.group(1).equals(HYPERNETWORK)) {
                hypernetworks.add(TagArguments.parse(tag.group(), tag.group(2)));
            } else {
                others.add(new UnknownTag(tag.group(1), tag.group()));
            }
        }
        return new ParsedPrompt(tag.replaceAll(""), hypernetworks, others);
    }

    /**
     * A tag of a type that is no hypernetwork.
     *
     * @param source the whole tag, from {@code <} to {@code >}
     */
    public record UnknownTag(String type, String source) {}
}
