package io.brushwork.pocket.data;

import io.brushwork.files.picture.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Renders every drawing of every set, with its plain caption beside it, and writes the list of them. */
public final class DrawingsWriter {
    private static final int REPORTED = 500;

    private final Path modules;
    private final SubjectTable table;
    private final Rasterizer rasterizer;
    private final Map<DrawingSet, IconSet> icons = new EnumMap<>(DrawingSet.class);

    /**
     * @param modules npm's {@code node_modules} with the packages of {@code tools/pocket/package.json}
     * @param side of the pictures, in pixels
     */
    public DrawingsWriter(Path modules, int side) throws IOException {
        this.modules = modules;
        this.table = SubjectTable.read();
        this.rasterizer = new Rasterizer(side);
    }

    /**
     * Writes {@code folder/<set>/<code>.png} and {@code .txt}, and {@link DrawingList#FILE}.
     *
     * @param progress told now and then what was written
     * @return how many drawings there are
     */
    public int write(Path folder, Consumer<String> progress) throws IOException {
        List<Subject> subjects = Subjects.read(modules, table);
        Map<String, Part> parts = Parts.deal(subjects, this::isInEveryStyle);
        List<Drawing> drawings = new ArrayList<>();
        for (DrawingSet set : DrawingSet.values()) {
            Files.createDirectories(folder.resolve(set.folder()));
            for (Subject subject : subjects) {
                String name = table.of(set).get(subject.code());
                if (name == null) {
                    continue;
                }
                Part part = parts.getOrDefault(subject.code(), Part.OTHER);
                Drawing drawing = new Drawing(set, subject, part, Path.of(set.folder(), subject.code() + ".png"));
                write(folder, drawing, name);
                drawings.add(drawing);
                if (drawings.size() % REPORTED == 0) {
                    progress.accept(drawings.size() + " drawings");
                }
            }
        }
        new DrawingList(folder, drawings).write();
        return drawings.size();
    }

    private boolean isInEveryStyle(Subject subject) {
        return Arrays.stream(DrawingSet.values()).allMatch(set -> table.of(set).containsKey(subject.code()));
    }

    private void write(Path folder, Drawing drawing, String name) throws IOException {
        Path file = folder.resolve(drawing.file());
        Picture picture;
        try {
            picture = picture(drawing.set(), name);
        } catch (IOException e) {
            throw new IOException(drawing.set().folder() + ", " + name + ": " + e.getMessage(), e);
        }
        picture.writePng(file, Map.of());
        Files.writeString(
                file.resolveSibling(drawing.subject().code() + ".txt"), Caption.plain(drawing.subject()) + "\n");
    }

    private Picture picture(DrawingSet set, String name) throws IOException {
        Path folder = modules.resolve(set.npmPackage());
        if (set == DrawingSet.FLUENT_3D) {
            return rasterizer.read(folder.resolve("assets").resolve(name));
        }
        IconSet known = icons.get(set);
        if (known == null) {
            known = IconSet.read(folder.resolve("icons.json"));
            icons.put(set, known);
        }
        return rasterizer.draw(known.svg(name));
    }
}
