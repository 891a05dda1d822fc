package io.brushwork.job;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What the user of one job should know: tells it once, and keeps it for the result. */
public final class NoticeLog implements Consumer<String> {
    private final JobListener listener;
    private final Set<String> texts = new LinkedHashSet<>();

    public NoticeLog(JobListener listener) {
        this.listener = listener;
    }

    @Override
    public void accept(String text) {
        if (texts.add(text)) {
            listener.on(new Notice(text));
        }
    }

    /** All that were told, in their order. */
    public List<String> texts() {
        return List.copyOf(texts);
    }
}
