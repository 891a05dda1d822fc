package io.brushwork.generation;

import io.brushwork.hypernetwork.HypernetworkEffect;
import io.brushwork.job.JobEvent;

/** What a generation tells, besides {@link io.brushwork.job.Notice}s. */
public sealed interface GenerationEvent extends JobEvent
        permits GenerationStep, GenerationEvent.Image, GenerationEvent.Effect {
    /** A picture is done. */
    record Image(GeneratedImage image) implements GenerationEvent {}

    /** What a hypernetwork of the prompt did; told at the end. */
    record Effect(HypernetworkEffect effect) implements GenerationEvent {}
}
