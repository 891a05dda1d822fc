package io.brushwork.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the JSON header of a safetensors file and checks it against the file's size. */
final class SafetensorsHeader {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxNumberLength(20)
                    .maxStringLength((int) Safetensors.MAX_HEADER)
                    .maxNameLength(PickleReader.MAX_NAME)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** Begin and end behind the header. */
    private record Part(String name, StoredTensor tensor, long begin, long end) {}

    private final Path file;
    private final JsonParser json;
    private final long dataStart;
    private final long dataBytes;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Part> parts = new ArrayList<>();

    private SafetensorsHeader(Path file, JsonParser json, long dataStart, long fileSize) {
        this.file = file;
        this.json = json;
        this.dataStart = dataStart;
        this.dataBytes = fileSize - dataStart;
    }

    /** @param header the bytes from offset 8 of the file on */
    static Checkpoint parse(Path file, byte[] header, long fileSize) throws IOException {
        try (JsonParser json = JSON.createParser(header)) {
            return new SafetensorsHeader(file, json, 8L + header.length, fileSize).read();
        } catch (JsonParseException e) {
            throw new ModelFormatException(
                    file, 8 + e.getLocation().getByteOffset(), "header is not JSON: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(file, 8, "header is not as safetensors has it: " + e.getOriginalMessage());
        }
    }

    private Checkpoint read() throws IOException {
        expect(json.nextToken(), JsonToken.START_OBJECT, "an object");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            expect(json.nextToken(), JsonToken.START_OBJECT, "an object");
            if (name.equals(Safetensors.METADATA)) {
                readMetadata();
            } else {
                parts.add(readPart(name));
            }
        }
        if (json.nextToken() != null) {
            throw malformed("something stands behind the header's object");
        }
        checkParts();
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        parts.forEach(part -> tensors.put(part.name(), part.tensor()));
        return new Checkpoint(file, tensors, metadata);
    }

    private void readMetadata() throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            expect(json.nextToken(), JsonToken.VALUE_STRING, "a text");
            metadata.put(key, json.getText());
        }
    }

    private Part readPart(String name) throws IOException {
        String dtype = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "dtype" -> {
                    expect(value, JsonToken.VALUE_STRING, "a text");
                    dtype = json.getText();
                }
                case "shape" -> shape = longs(value, StoredTensor.MAX_RANK);
                case "data_offsets" -> offsets = longs(value, 2);
                default -> json.skipChildren();
            }
        }
        if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
            throw malformed("tensor '" + name + "' has no dtype, shape or data_offsets");
        }
        return part(name, dtype(name, dtype), shape, offsets.get(0), offsets.get(1));
    }

    private Part part(String name, DType dtype, List<Long> shape, long begin, long end) throws ModelFormatException {
        if (begin > end || end > dataBytes) {
            throw malformed("tensor '" + name + "' should lie at bytes " + begin + " to " + end + " of " + dataBytes);
        }
        try {
            StoredTensor tensor = StoredTensor.contiguous(file, dtype, shape, dataStart + begin);
            if (tensor.elements() * dtype.bytes() != end - begin) {
                throw malformed("tensor '" + name + "' of shape " + shape + " and type " + dtype + " does not fill its "
                        + (end - begin) + " bytes");
            }
            return new Part(name, tensor, begin, end);
        } catch (IllegalArgumentException e) {
            throw malformed("tensor '" + name + "' is impossible: " + e.getMessage());
        }
    }

    /** Every byte behind the header belongs to exactly one tensor. */
    private void checkParts() throws ModelFormatException {
        List<Part> ordered = new ArrayList<>(parts);
        ordered.sort(Comparator.comparing(Part::begin).thenComparing(Part::end));
        long end = 0;
        for (Part part : ordered) {
            if (part.begin() != end) {
                throw new ModelFormatException(
                        file,
                        dataStart + Math.min(end, part.begin()),
                        "tensor '" + part.name() + "' "
                                + (part.begin() < end ? "overlaps another" : "leaves a gap before it"));
            }
            end = part.end();
        }
        if (end != dataBytes) {
            throw new ModelFormatException(file, dataStart + end, "bytes of no tensor follow the last one");
        }
    }

    private DType dtype(String tensor, String name) throws ModelFormatException {
        for (DType dtype : DType.values()) {
            if (dtype.name().equals(name)) {
                return dtype;
            }
        }
        throw malformed("tensor '" + tensor + "' is of type '" + name + "', which Brushwork does not read");
    }

    /** An array of at most so many numbers, none negative. */
    private List<Long> longs(@Nullable JsonToken first, int most) throws IOException {
        expect(first, JsonToken.START_ARRAY, "an array");
        List<Long> longs = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, "a whole number");
            long value = json.getLongValue();
            if (value < 0 || longs.size() == most) {
                throw malformed(value < 0 ? "a size is negative" : "an array has more than " + most + " numbers");
            }
            longs.add(value);
        }
        return longs;
    }

    private void expect(@Nullable JsonToken found, JsonToken expected, String words) throws ModelFormatException {
        if (found != expected) {
            throw malformed("the header has something else where " + words + " should be");
        }
    }

    private ModelFormatException malformed(String reason) {
        return new ModelFormatException(
                file, 8 + Math.max(0, json.currentLocation().getByteOffset()), reason);
    }
}
