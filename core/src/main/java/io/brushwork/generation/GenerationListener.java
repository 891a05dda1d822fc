package io.brushwork.generation;

/** Hears how a generation goes on. Throwing {@code CancellationException} from any method stops it. */
@FunctionalInterface
public interface GenerationListener {
    GenerationListener NONE = step -> {};

    /** After the first call of the network in every step. */
    void onStep(GenerationStep step);

    /** When a picture is done. */
    default void onImage(GeneratedImage image) {}

    /** Something the user should know: a network that fits in part, a tag that is left out. */
    default void onNotice(String notice) {}
}
