package io.brushwork.hypernetwork;

/**
 * A hypernetwork that a prompt asks for, {@code <hypernet:oil:0.8>}.
 *
 * @param name what stands in the tag, literally
 * @param source the whole tag, from {@code <} to {@code >}
 */
public record HypernetworkTag(String name, Strength strength, String source) {}
