package io.brushwork.pocket.data;

import java.util.List;

/**
 * What a drawing shows.
 *
 * @param code the emoji's code points in hex, joined by {@code -}, without variation selectors: {@code 1f34e}
 * @param label its English name: {@code red apple}
 * @param tags other words for it, without those of the label
 * @param group number of its group in emojibase: 3 for animals and nature
 */
public record Subject(String code, String label, List<String> tags, int group) {
    public Subject {
        tags = List.copyOf(tags);
    }
}
