package io.brushwork.dataset;

import io.brushwork.base.Check;
import io.brushwork.base.Sha256;
import io.brushwork.files.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Sentences that captions are put into, one a line: {@code [filewords]} stands for the caption and {@code [name]} for the
 * hypernetwork's name. Every draw takes a line anew; A1111, without shuffle and drop-out, draws one line a picture for
 * the whole run.
 *
 * @param lines without white space at their ends; none is blank
 * @param notices sentences on what was passed over when the file was read
 */
public record CaptionTemplate(List<String> lines, List<String> notices) {
    /** The templates that come with Brushwork, under A1111's file names. */
    public static final List<String> BUILT_IN = List.of(
            "hypernetwork.txt", "none.txt", "style.txt", "style_filewords.txt", "subject.txt", "subject_filewords.txt");

    private static final String CAPTION = "[filewords]";
    private static final String NAME = "[name]";

    public CaptionTemplate {
        lines = List.copyOf(lines);
        notices = List.copyOf(notices);
        Check.that(!lines.isEmpty(), "template", "at least one line", "none");
        Check.that(lines.stream().noneMatch(String::isBlank), "template", "lines that are not blank", lines);
    }

    /**
     * One that comes with Brushwork.
     *
     * @throws IllegalArgumentException naming them all, for another name
     */
    public static CaptionTemplate builtIn(String name) {
        Check.that(BUILT_IN.contains(name), "template", "one of " + String.join(", ", BUILT_IN), name);
        try (InputStream in = CaptionTemplate.class.getResourceAsStream("templates/" + name)) {
            if (in == null) {
                throw new IllegalStateException("templates/" + name + " is missing from the program");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new CaptionTemplate(text.lines().toList(), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One of the user's, in an encoding as captions have it. Blank lines are passed over and counted in a notice; A1111
     * takes each for a template without words.
     *
     * @throws IOException where the file is missing, larger than 1 MiB, or has no line with text
     */
    public static CaptionTemplate read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file + ": there is no such template file");
        }
        List<String> notices = new ArrayList<>();
        List<String> all = TextFile.read(file, notices::add).lines().toList();
        List<String> lines =
                all.stream().map(String::strip).filter(l -> !l.isEmpty()).toList();
        if (lines.isEmpty()) {
            throw new ModelFormatException(file, "has no line with text, so it is no template");
        }
        int blank = all.size() - lines.size();
        if (blank > 0) {
            notices.add(
                    file + ": " + (blank == 1 ? "1 blank line was" : blank + " blank lines were") + " passed over.");
        }
        return new CaptionTemplate(lines, notices);
    }

    /** Of the lines, 64 hex digits: what it is, whatever the file is called and however it is encoded. */
    public String sha256() {
        return Sha256.of(String.join("\n", lines));
    }

    /** Whether any line takes the caption; if none does, captions are not used at all. */
    public boolean usesCaptions() {
        return lines.stream().anyMatch(line -> line.contains(CAPTION));
    }

    /**
     * Draws a text: a line, then the tags of the caption.
     *
     * @param name of the hypernetwork
     */
    public String draw(String caption, String name, TagOptions tags, RandomGenerator random) {
        String line = lines.get(lines.size() == 1 ? 0 : random.nextInt(lines.size()));
        return fill(line, line.contains(CAPTION) ? tags.apply(caption, random) : "", name);
    }

    /**
     * Every text that {@link #draw} can give without tag options, in the order of the lines, each once: what must be
     * encoded before the text model may be released.
     */
    public List<String> texts(String caption, String name) {
        return lines.stream().map(line -> fill(line, caption, name)).distinct().toList();
    }

    /** The caption first: a {@code [name]} in it is filled too, as in A1111. */
    private static String fill(String line, String caption, String name) {
        return line.replace(CAPTION, caption).replace(NAME, name);
    }
}
