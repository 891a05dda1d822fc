package io.brushwork.generation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What the user of one job should know, each thing once. */
final class Notices implements Consumer<String> {
    private final GenerationListener listener;
    private final Set<String> texts = new LinkedHashSet<>();

    Notices(GenerationListener listener) {
        this.listener = listener;
    }

    @Override
    public void accept(String text) {
        if (texts.add(text)) {
            listener.onNotice(text);
        }
    }

    List<String> texts() {
        return List.copyOf(texts);
    }
}
