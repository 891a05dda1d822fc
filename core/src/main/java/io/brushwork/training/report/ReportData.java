package io.brushwork.training.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a report tells of a run.
 *
 * @param title such as the network's name
 * @param losses of the steps, in their order; may be empty
 * @param holdout losses on held-out pictures, in the order of their steps
 * @param previews in the order in which they are shown
 * @param settings in the order in which they are shown
 * @param dataReport lines of plain text on the pictures and captions
 * @param notices sentences on what went wrong or was changed on the way
 */
public record ReportData(
        String title,
        List<Loss> losses,
        List<Holdout> holdout,
        List<Preview> previews,
        Map<String, String> settings,
        List<String> dataReport,
        List<String> notices) {

    public ReportData {
        losses = List.copyOf(losses);
        holdout = List.copyOf(holdout);
        previews = List.copyOf(previews);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        dataReport = List.copyOf(dataReport);
        notices = List.copyOf(notices);
    }

    /** @param step 1 for the network's first */
    public record Loss(long step, double loss, double learnRate) {}

    public record Holdout(long step, double loss) {}

    /** @param png the bytes of the file; kept, not copied */
    @SuppressWarnings("ArrayRecordComponent") // Nobody asks whether two previews are equal.
    public record Preview(String label, byte[] png) {}
}
