package io.brushwork.training;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
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

    private static final ObjectMapper JSON = mapper();

    private TrainingSettings() {}

    /** Writes the settings, replacing the file in one step. */
    public static void write(Path file, TrainingOptions options) throws IOException {
        byte[] text = JSON.writeValueAsBytes(options);
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
        return JSON.valueToTree(options);
    }

    /**
     * Lays changes over options: fields that a change names, at any depth, take its value.
     *
     * @throws IllegalArgumentException for a field that there is none of, or a value that it cannot take
     */
    public static TrainingOptions options(TrainingOptions base, ObjectNode changes) {
        ObjectNode tree = tree(base);
        lay(changes, tree);
        try {
            return JSON.treeToValue(tree, TrainingOptions.class);
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException(reason(e), e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    /** Lays one tree over another, which is changed. */
    public static ObjectNode lay(ObjectNode changes, ObjectNode onto) {
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            JsonNode below = onto.get(change.getKey());
            if (change.getValue() instanceof ObjectNode deeper && below instanceof ObjectNode target) {
                lay(deeper, target);
            } else {
                onto.set(change.getKey(), change.getValue());
            }
        }
        return onto;
    }

    /** What a check of the options says is meant for people; the words of the JSON library around it are not. */
    private static String reason(JsonMappingException e) {
        if (e.getCause() instanceof IllegalArgumentException check) {
            return String.valueOf(check.getMessage());
        }
        StringBuilder field = new StringBuilder();
        e.getPath().forEach(part -> field.append(field.isEmpty() ? "" : ".").append(part.getFieldName()));
        return "settings, field " + field + ": "
                + e.getOriginalMessage().lines().findFirst().orElse("cannot be read");
    }

    private static ObjectMapper mapper() {
        SimpleModule paths = new SimpleModule();
        paths.addSerializer(new StdScalarSerializer<Path>(Path.class) {
            private static final long serialVersionUID = 1;

            @Override
            public void serialize(Path path, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(path.toString());
            }
        });
        paths.addDeserializer(Path.class, new StdScalarDeserializer<Path>(Path.class) {
            private static final long serialVersionUID = 1;

            @Override
            public Path deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return Path.of(in.getText());
            }
        });
        return new ObjectMapper().registerModule(paths).enable(SerializationFeature.INDENT_OUTPUT);
    }
}
