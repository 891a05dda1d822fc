package io.brushwork.training;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.base.OptionException;
import io.brushwork.files.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@link TrainingOptions} as JSON: the {@code settings.json} of a run, which can be read back to repeat it. */
public final class TrainingSettings {
    /** No settings are longer; a file that is will be something else. */
    private static final long LONGEST = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private TrainingSettings() {}

    /** Writes the settings, replacing the file in one step. */
    public static void write(Path file, TrainingOptions options) throws IOException {
        byte[] text = JSON.writeValueAsBytes(tree(options));
        AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap(text)));
    }

    /** The tree of a file, of which fields may be missing; {@link #options} says what they mean. */
    public static ObjectNode read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no such settings file");
        }
        if (Files.size(file) > LONGEST) {
            throw new IOException(file + ": expected training settings, found a file of more than 1 MiB");
        }
        try {
            if (JSON.readTree(file.toFile()) instanceof ObjectNode tree) {
                return tree;
            }
        } catch (JacksonException e) {
            throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
        }
        throw new IOException(file + ": expected an object with training settings");
    }

    /** The tree of options. */
    public static ObjectNode tree(TrainingOptions options) {
        ObjectNode tree = JSON.createObjectNode();
        for (TrainingOption<?> option : TrainingOptionTable.ALL) {
            ObjectNode group = option.group().isEmpty() ? tree : tree.withObject("/" + option.group());
            group.set(option.name(), option.json(options));
        }
        return tree;
    }

    /**
     * Lays changes over options: fields that a change names, at any depth, take its value.
     *
     * @throws OptionException for a field that there is none of, or a value that it cannot take
     */
    public static TrainingOptions options(TrainingOptions base, ObjectNode changes) {
        return base.with(into -> change(into, "", changes));
    }

    private static void change(TrainingChanges into, String prefix, ObjectNode changes) {
        for (Map.Entry<String, JsonNode> field : changes.properties()) {
            String path = prefix + field.getKey();
            if (prefix.isEmpty() && TrainingOptionTable.isGroup(path)) {
                if (!(field.getValue() instanceof ObjectNode deeper)) {
                    throw new OptionException(
                            path, "an object", field.getValue().getNodeType());
                }
                change(into, path + ".", deeper);
            } else {
                TrainingOptionTable.of(path).change(into, field.getValue());
            }
        }
    }

    /** Lays one tree over another, which is changed. */
    public static ObjectNode merge(ObjectNode changes, ObjectNode onto) {
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            JsonNode below = onto.get(change.getKey());
            if (change.getValue() instanceof ObjectNode deeper && below instanceof ObjectNode target) {
                merge(deeper, target);
            } else {
                onto.set(change.getKey(), change.getValue());
            }
        }
        return onto;
    }
}
