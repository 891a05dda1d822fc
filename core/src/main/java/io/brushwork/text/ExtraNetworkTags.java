package io.brushwork.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt and the tags of extra networks that stood in it, as A1111 separates them: every {@code <type:arguments>} is
 * taken out, whatever its type, and the blanks around it stay. What the arguments mean is each type's own affair. Only
 * positive prompts are parsed; in a negative prompt tags are plain text.
 *
 * @param text the prompt without tags
 * @param tags in order of appearance, repeated ones included
 */
public record ExtraNetworkTags(String text, List<Tag> tags) {
    private static final Pattern TAG = Pattern.compile("<(\\w+):([^>]+)>", Pattern.UNICODE_CHARACTER_CLASS);

    public ExtraNetworkTags {
        tags = List.copyOf(tags);
    }

    /**
     * One tag.
     *
     * @param type what stands before the first colon, such as {@code hypernet} or {@code lora}; case counts
     * @param arguments what stands between that colon and {@code >}
     * @param source the whole tag, from {@code <} to {@code >}
     */
    public record Tag(String type, String arguments, String source) {}

    /** Takes the tags out of a prompt. */
    public static ExtraNetworkTags parse(String prompt) {
        List<Tag> tags = new ArrayList<>();
        Matcher tag = TAG.matcher(prompt);
        while (tag.find()) {
            tags.add(new Tag(tag.group(1), tag.group(2), tag.group()));
        }
        return new ExtraNetworkTags(tag.replaceAll(""), tags);
    }

    /** The tags of a type. */
    public List<Tag> ofType(String type) {
        return tags.stream().filter(tag -> tag.type().equals(type)).toList();
    }

    /** The tags of all other types, which the user should be told of. */
    public List<Tag> except(Set<String> types) {
        return tags.stream().filter(tag -> !types.contains(tag.type())).toList();
    }
}
