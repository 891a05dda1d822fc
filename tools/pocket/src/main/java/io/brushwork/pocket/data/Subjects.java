package io.brushwork.pocket.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The subjects of emojibase that every set but the last (noto-v1, which is older) has a drawing of. */
final class Subjects {
    private static final int COMPONENTS = 2;
    private static final int FLAGS = 9;

    private Subjects() {}

    /** @param modules npm's {@code node_modules} */
    static List<Subject> read(Path modules, SubjectTable table) throws IOException {
        Path file = modules.resolve("emojibase-data/en/data.json");
        List<Subject> subjects = new ArrayList<>();
        for (JsonNode emoji : new ObjectMapper().readTree(file.toFile())) {
            int group = emoji.path("group").asInt(COMPONENTS);
            String code = code(emoji.path("hexcode").asText());
            if (group != COMPONENTS && group != FLAGS && isDrawnByAll(table, code)) {
                subjects.add(subject(emoji, code, group));
            }
        }
        return subjects;
    }

    private static boolean isDrawnByAll(SubjectTable table, String code) {
        return Arrays.stream(DrawingSet.values())
                .filter(set -> set != DrawingSet.NOTO_V1)
                .allMatch(set -> table.of(set).containsKey(code));
    }

    private static Subject subject(JsonNode emoji, String code, int group) {
        String label = emoji.path("label").asText();
        List<String> words = List.of(label.toLowerCase(Locale.ROOT).split("\\W+"));
        List<String> tags = new ArrayList<>();
        emoji.path("tags").forEach(tag -> tags.add(tag.asText()));
        tags.removeIf(tag -> words.contains(tag) || !tag.matches("[a-z][a-z -]+"));
        return new Subject(code, label, tags, group);
    }

    /** {@code 1F3F3-FE0F} -> {@code 1f3f3}: sets differ in where they have variation selectors. */
    private static String code(String hex) {
        return Arrays.stream(hex.toLowerCase(Locale.ROOT).split("-"))
                .filter(point -> !point.equals("fe0f"))
                .collect(Collectors.joining("-"));
    }
}
