package io.brushwork.training;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How a run ended.
 *
 * @param step steps that the network has now
 * @param finished whether the run came to its end; false where it was asked to stop
 * @param file the network: the trained file where the run finished, else its last copy
 * @param run folder with copies, logs, previews and the report
 * @param holdoutWithout loss on the held-out pictures without any network
 * @param holdout the same with the network, as last measured
 * @param bestStep where it was least; the copy {@code NAME-best.pt} is of that step
 * @param notices all that the listener was told
 */
public record TrainingResult(
        long step,
        boolean finished,
        Path file,
        RunFolder run,
        OptionalDouble holdoutWithout,
        OptionalDouble holdout,
        OptionalLong bestStep,
        List<String> notices) {
    public TrainingResult {
        notices = List.copyOf(notices);
    }
}
