package io.brushwork.job;

/** Something the user should know: a network that fits in part, a tag that is left out, what was chosen. */
public record Notice(String text) implements JobEvent {}
