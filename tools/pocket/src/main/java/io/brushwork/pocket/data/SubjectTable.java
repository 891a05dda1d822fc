package io.brushwork.pocket.data;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Under which name each set has the drawing of a subject: name of the set, then code of the subject, then name. */
record SubjectTable(Map<String, Map<String, String>> names) {
    private static final String RESOURCE = "emoji_subject_map.json.gz";

    /** The table that was made by joining the sets' code points, or their names where a set has no code points. */
    static SubjectTable read() throws IOException {
        try (InputStream packed = SubjectTable.class.getResourceAsStream(RESOURCE);
                InputStream in = new GZIPInputStream(Objects.requireNonNull(packed, RESOURCE))) {
            return new SubjectTable(new ObjectMapper().readValue(in, new TypeReference<>() {}));
        }
    }

    Map<String, String> of(DrawingSet set) {
        return Objects.requireNonNull(names.get(set.table()), set.table());
    }
}
