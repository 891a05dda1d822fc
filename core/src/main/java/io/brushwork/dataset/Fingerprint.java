package io.brushwork.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brushwork.base.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a folder of pictures held at one time, to tell later whether it still does.
 *
 * @param files by the picture's name, sorted
 */
public record Fingerprint(Map<String, Entry> files) {
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * The SHA-256 of each, 64 hex digits.
     *
     * @param picture of the file's bytes
     * @param caption of the caption in UTF-8
     */
    public record Entry(String picture, String caption) {}

    public Fingerprint {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    public static Fingerprint of(PictureFolder folder) {
        Map<String, Entry> files = new TreeMap<>();
        for (TrainingPicture picture : folder.pictures()) {
            files.put(picture.name(), new Entry(picture.sha256(), Sha256.of(picture.caption())));
        }
        return new Fingerprint(files);
    }

    /** Sentences, one a file that was added, removed or changed; none where the folder is as it was. */
    public List<String> changesSince(Fingerprint earlier) {
        List<String> changes = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(files.keySet());
        names.addAll(earlier.files.keySet());
        for (String name : names) {
            Entry before = earlier.files.get(name);
            Entry now = files.get(name);
            if (before == null) {
                changes.add(name + " was added.");
            } else if (now == null) {
                changes.add(name + " was removed.");
            } else if (!now.equals(before)) {
                changes.add(name + ": " + difference(before, now) + " changed.");
            }
        }
        return changes;
    }

    private static String difference(Entry before, Entry now) {
        if (before.picture.equals(now.picture)) {
            return "its caption";
        }
        return before.caption.equals(now.caption) ? "the picture" : "the picture and its caption";
    }

    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new AssertionError("texts are JSON", e);
        }
    }

    /** @throws IllegalArgumentException for what {@link #json} did not write */
    public static Fingerprint ofJson(String json) {
        try {
            Fingerprint read = JSON.readValue(json, Fingerprint.class);
            if (read != null
                    && read.files.values().stream()
                            .allMatch(entry -> entry != null && isHash(entry.picture) && isHash(entry.caption))) {
                return read;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("fingerprint: expected the JSON of a fingerprint", e);
        }
        throw new IllegalArgumentException("fingerprint: expected a SHA-256 of every picture and caption");
    }

    private static boolean isHash(String text) {
        return text != null && text.matches("[0-9a-f]{64}");
    }
}
