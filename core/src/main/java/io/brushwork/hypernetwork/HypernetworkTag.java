package io.brushwork.hypernetwork;

import io.brushwork.text.ExtraNetworkTags;
import java.util.List;

/**
 * A hypernetwork that a prompt asks for, {@code <hypernet:oil:0.8>}.
 *
 * @param name what stands in the tag, literally
 * @param source the whole tag, from {@code <} to {@code >}
 */
public record HypernetworkTag(String name, Strength strength, String source) {
    /** The type of these tags. */
    public static final String TYPE = "hypernet";

    /**
     * The hypernetworks among the tags of a prompt, in order, repeated ones included.
     *
     * @throws IllegalArgumentException for one that cannot be understood, naming the tag
     */
    public static List<HypernetworkTag> of(ExtraNetworkTags tags) {
        return tags.ofType(TYPE).stream()
                .map(tag -> TagArguments.parse(tag.source(), tag.arguments()))
                .toList();
    }
}
