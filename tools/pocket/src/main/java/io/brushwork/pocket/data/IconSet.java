package io.brushwork.pocket.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/** The drawings of one package of Iconify: a JSON file with the inside of an SVG document for each name. */
final class IconSet {
    /** Longest chain of aliases that is followed. */
    private static final int MAX_ALIASES = 4;
    /** Iconify's size where a file names none. */
    private static final int DEFAULT_SIDE = 16;

    private final Path file;
    private final JsonNode root;

    private IconSet(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    static IconSet read(Path file) throws IOException {
        return new IconSet(file, new ObjectMapper().readTree(file.toFile()));
    }

    /** The SVG document of a drawing. */
    String svg(String name) throws IOException {
        JsonNode icon = find(name);
        int width = size(icon, "width");
        int height = size(icon, "height");
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"" + width
                + "\" height=\"" + height + "\" viewBox=\"" + size(icon, "left", 0) + " " + size(icon, "top", 0) + " "
                + width + " " + height + "\">" + icon.path("body").asText() + "</svg>";
    }

    private JsonNode find(String name) throws IOException {
        String wanted = name;
        for (int i = 0; i <= MAX_ALIASES; i++) {
            JsonNode icon = root.path("icons").path(wanted);
            if (icon.hasNonNull("body")) {
                return icon;
            }
            wanted = root.path("aliases").path(wanted).path("parent").asText();
        }
        throw new IOException(file + ": no drawing named " + name);
    }

    private int size(JsonNode icon, String side) {
        return size(icon, side, DEFAULT_SIDE);
    }

    private int size(JsonNode icon, String side, int otherwise) {
        return icon.path(side).asInt(root.path(side).asInt(otherwise));
    }
}
