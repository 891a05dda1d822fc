package io.brushwork.pocket.data;

import io.brushwork.files.AtomicFile;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The rendered drawings of a folder, listed in a file of tab-separated values: set, code, part, group, label, tags.
 *
 * @param drawings in the order of the file
 */
public record DrawingList(Path folder, List<Drawing> drawings) {
    static final String FILE = "drawings.tsv";

    private static final int COLUMNS = 6;

    public DrawingList {
        drawings = List.copyOf(drawings);
    }

    void write() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Drawing drawing : drawings) {
            Subject subject = drawing.subject();
            text.append(String.join(
                            "\t",
                            drawing.set().name(),
                            subject.code(),
                            drawing.part().name(),
                            String.valueOf(subject.group()),
                            subject.label(),
                            String.join("|", subject.tags())))
                    .append('\n');
        }
        AtomicFile.write(
                folder.resolve(FILE),
                channel ->
                        Channels.newOutputStream(channel).write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** @throws IOException where the list is missing or a line of it makes no sense */
    public static DrawingList read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            throw new IOException(file + ": not found; run \"pocket/run data\" first");
        }
        List<Drawing> drawings = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            try {
                drawings.add(drawing(line.split("\t", -1)));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ", line " + (drawings.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return new DrawingList(folder, drawings);
    }

    private static Drawing drawing(String[] columns) {
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException("expected " + COLUMNS + " columns, found " + columns.length);
        }
        DrawingSet set = DrawingSet.valueOf(columns[0]);
        List<String> tags = columns[5].isEmpty() ? List.of() : List.of(columns[5].split("\\|"));
        Subject subject = new Subject(columns[1], columns[4], tags, Integer.parseInt(columns[3]));
        return new Drawing(set, subject, Part.valueOf(columns[2]), Path.of(set.folder(), columns[1] + ".png"));
    }
}
