package io.brushwork.infotext;

import io.brushwork.base.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a picture was made, in the text that AUTOMATIC1111's web UI puts into the {@code parameters} chunk of a PNG: the
 * prompt, a line {@code Negative prompt: …}, and a last line of {@code key: value} pairs.
 *
 * <pre>{@code
 * a castle <hypernet:oil:0.8>
 * Negative prompt: lowres
 * Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1234, Size: 512x512
 * }</pre>
 *
 * @param prompt with its tags, possibly of several lines; never trimmed by this record
 * @param parameters values as they stand in the text, unquoted, in the order of the text
 * @see <a href="https://github.com/AUTOMATIC1111/stable-diffusion-webui">infotext_utils.py and processing.py, v1.10.1</a>
 */
public record Infotext(String prompt, String negativePrompt, Map<String, String> parameters) {
    private static final String NEGATIVE = "Negative prompt:";
    private static final String HASHES = "Hypernet hashes";
    /** A last line with fewer pairs belongs to the prompt. */
    private static final int LEAST_PAIRS = 3;

    public Infotext {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** The text of the chunk; {@link #parse} reads it back. */
    public String format() {
        StringBuilder text = new StringBuilder(prompt);
        if (!negativePrompt.isEmpty()) {
            text.append('\n').append(NEGATIVE).append(' ').append(negativePrompt);
        }
        List<String> pairs = new ArrayList<>();
        parameters.forEach(
                (key, value) -> pairs.add(key.equals(value) ? key : key + ": " + InfotextPairs.quote(value)));
        text.append('\n').append(String.join(", ", pairs));
        return InfotextPairs.strip(text.toString());
    }

    /**
     * Reads any text; what does not look like parameters is prompt, so nothing is an error. Takes time linear in the
     * length of the text.
     *
     * <p>The keys of 2022, {@code Hypernet}, {@code Hypernet strength} and {@code Hypernet hash}, become what is written
     * today: a tag at the end of the prompt and {@code Hypernet hashes}.
     */
    public static Infotext parse(String text) {
        String stripped = InfotextPairs.strip(text);
        int lastBreak = stripped.lastIndexOf('\n');
        List<InfotextPairs.Pair> pairs = InfotextPairs.find(stripped.substring(lastBreak + 1));
        boolean hasPairs = pairs.size() >= LEAST_PAIRS;
        String prompts = hasPairs ? stripped.substring(0, Math.max(0, lastBreak)) : stripped;

        Map<String, String> parameters = new LinkedHashMap<>();
        if (hasPairs) {
            for (InfotextPairs.Pair pair : pairs) {
                if (!pair.value().isEmpty()) {
                    parameters.put(pair.key(), pair.value());
                }
            }
        }
        parameters.replaceAll((key, value) -> InfotextPairs.unquote(value));
        StringBuilder positive = new StringBuilder();
        StringBuilder negative = new StringBuilder();
        splitPrompts(prompts, positive, negative);
        positive.append(takeOldHypernet(parameters));
        return new Infotext(positive.toString(), negative.toString(), parameters);
    }

    private static void splitPrompts(String text, StringBuilder positive, StringBuilder negative) {
        StringBuilder target = positive;
        for (int start = 0; start <= text.length(); ) {
            int lineBreak = text.indexOf('\n', start);
            int end = lineBreak < 0 ? text.length() : lineBreak;
            int from = InfotextPairs.skipSpace(text, start, end);
            if (text.startsWith(NEGATIVE, from)) {
                target = negative;
                from = InfotextPairs.skipSpace(text, from + NEGATIVE.length(), end);
            }
            if (!target.isEmpty()) {
                target.append('\n');
            }
            target.append(text, from, InfotextPairs.trimSpace(text, from, end));
            start = end + 1;
        }
    }

    /** Takes the keys of 2022 out of the parameters and gives the tag that says the same, or nothing. */
    private static String takeOldHypernet(Map<String, String> parameters) {
        String name = parameters.remove("Hypernet");
        if (name == null) {
            return "";
        }
        String strength = parameters.remove("Hypernet strength");
        String hash = parameters.remove("Hypernet hash");
        if (hash != null) {
            parameters.putIfAbsent(HASHES, formatHashes(Map.of(name, hash)));
        }
        return "<hypernet:" + name + ":" + (strength == null ? "1.0" : strength) + ">";
    }

    /** The value of a key, without quotes. */
    public Optional<String> value(String key) {
        return Optional.ofNullable(parameters.get(key));
    }

    /** The value of a key such as {@code Size} or {@code Seed resize from}; empty where it is not of that form. */
    public Optional<Size> size(String key) {
        return value(key).flatMap(Size::parse);
    }

    /** The short hashes of {@code Hypernet hashes} by name: 10 hex digits, or 8 in pictures of 2022. */
    public Map<String, String> hypernetHashes() {
        return parseHashes(parameters.getOrDefault(HASHES, ""));
    }

    /** The value of {@code Hypernet hashes}: {@code name: hash, other: hash}. */
    public static String formatHashes(Map<String, String> hashes) {
        List<String> entries = new ArrayList<>();
        hashes.forEach((name, hash) -> entries.add(name + ": " + hash));
        return String.join(", ", entries);
    }

    /** Reads back what {@link #formatHashes} wrote, also where names hold commas; what has no hash is left out. */
    public static Map<String, String> parseHashes(String text) {
        Map<String, String> hashes = new LinkedHashMap<>();
        StringBuilder name = new StringBuilder();
        for (String piece : text.split(", ", -1)) {
            name.append(name.isEmpty() ? "" : ", ");
            int colon = piece.lastIndexOf(": ");
            if (colon >= 0 && InfotextPairs.isShortHash(piece.substring(colon + 2))) {
                hashes.put(name.append(piece, 0, colon).toString(), piece.substring(colon + 2));
                name.setLength(0);
            } else {
                name.append(piece);
            }
        }
        return hashes;
    }
}
