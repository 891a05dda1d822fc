package io.brushwork.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brushwork.dataset.PictureFolder.Unreadable;
import io.brushwork.text.ClipTokenizer;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What there is to train on, and what might spoil it. Pictures are given by the names of their files.
 *
 * @param pictures that can be read
 * @param training the size and {@link Fit} that they get, as {@code 512x512, stretch}
 * @param sizes how many pictures have which size, most frequent first
 * @param aspectRatios how many pictures are nearest to which of the usual ratios of width to height
 * @param duplicates groups of files of equal content
 * @param nearDuplicates groups of pictures that look the same: the package says how it is judged
 * @param blurred pictures with little fine detail at the size they are trained at: the package says how it is judged
 * @param tooSmall pictures that have to be enlarged
 * @param distorted pictures that change their ratio of width to height by more than a tenth
 * @param withoutCaption pictures for which nobody wrote a caption
 * @param longCaptions captions of more than 75 tokens, which take more than one chunk
 * @param emphasised pictures whose caption has round or square brackets, which have a meaning in prompts
 * @param invalidCaptions captions that no prompt may be, with the reason
 * @param tags how many captions have which tag, most frequent first; at most 30
 * @param unreadable files that should be pictures and are not
 * @param notices what had to be guessed or cut while reading
 */
public record DataReport(
        int pictures,
        String training,
        Map<String, Integer> sizes,
        Map<String, Integer> aspectRatios,
        List<List<String>> duplicates,
        List<List<String>> nearDuplicates,
        List<Blurred> blurred,
        List<String> tooSmall,
        List<String> distorted,
        List<String> withoutCaption,
        List<LongCaption> longCaptions,
        List<String> emphasised,
        Map<String, String> invalidCaptions,
        Map<String, Integer> tags,
        List<Unreadable> unreadable,
        List<String> notices) {

    private static final JsonMapper JSON = new JsonMapper();

    /** @param sharpness variance of the Laplacian at the size that is trained at */
    public record Blurred(String name, double sharpness) {}

    /** @param tokens of the caption alone, without the template */
    public record LongCaption(String name, int tokens) {}

    public DataReport {
        sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
        aspectRatios = Collections.unmodifiableMap(new LinkedHashMap<>(aspectRatios));
        duplicates = List.copyOf(duplicates);
        nearDuplicates = List.copyOf(nearDuplicates);
        blurred = List.copyOf(blurred);
        tooSmall = List.copyOf(tooSmall);
        distorted = List.copyOf(distorted);
        withoutCaption = List.copyOf(withoutCaption);
        longCaptions = List.copyOf(longCaptions);
        emphasised = List.copyOf(emphasised);
        invalidCaptions = Collections.unmodifiableMap(new LinkedHashMap<>(invalidCaptions));
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        unreadable = List.copyOf(unreadable);
        notices = List.copyOf(notices);
    }

    /**
     * Looks at every picture and caption of a folder. Decodes each picture once.
     *
     * @throws IOException where a picture has changed or gone since the folder was read
     */
    public static DataReport of(PictureFolder folder, Preparation preparation, ClipTokenizer tokenizer)
            throws IOException {
        return new DataSurvey(preparation, tokenizer).of(folder);
    }

    /** Plain sentences on what might spoil the training, the gravest first; none where all is well. */
    public List<String> warnings() {
        return DataWarnings.of(this);
    }

    /** All of this for a terminal: at most 40 lines, however many pictures there are. */
    public String text() {
        return DataWarnings.text(this);
    }

    /** The components under their names, and the {@code warnings}. */
    public String json() {
        try {
            ObjectNode json = JSON.valueToTree(this);
            json.set("warnings", JSON.valueToTree(warnings()));
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("texts and numbers are JSON", e);
        }
    }
}
