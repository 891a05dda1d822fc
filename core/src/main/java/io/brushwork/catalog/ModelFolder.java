package io.brushwork.catalog;

import io.brushwork.files.DiffusersFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The models of one kind below one or more folders, as they stand on the disk at the moment of asking. Subfolders count,
 * those whose name begins with a dot do not; links are followed, each folder once. A checkpoint may also be a folder in
 * the layout of Diffusers.
 */
public final class ModelFolder {
    private static final Comparator<Path> BY_NAME = Comparator.<Path, String>comparing(
                    file -> file.toString().toLowerCase(Locale.ROOT))
            .thenComparing(Comparator.naturalOrder());

    private final ModelKind kind;
    private final List<Place> places;

    /** A file, or a folder with everything below it. */
    record Place(Path path, boolean onlyVaes) {}

    /**
     * What {@link #find} found.
     *
     * @param notice what the user should be told about the choice, in one sentence
     */
    public record Found(Path file, Optional<String> notice) {}

    ModelFolder(ModelKind kind, Collection<Place> places) {
        this.kind = kind;
        this.places = List.copyOf(places);
    }

    /**
     * A folder with everything below it, or a single file of any name.
     *
     * @throws IllegalArgumentException where nothing is there
     */
    public static ModelFolder of(ModelKind kind, Path path) {
        return new ModelFolder(kind, List.of()).plus(path);
    }

    /** The same with one more folder, or file; what it holds comes after the rest. */
    public ModelFolder plus(Path path) {
        if (!Files.exists(path)) {
            throw new IllegalArgumentException(kind.label() + ": expected a file or folder, got " + path);
        }
        List<Place> more = new ArrayList<>(places);
        more.add(new Place(path, false));
        return new ModelFolder(kind, more);
    }

    public ModelKind kind() {
        return kind;
    }

    /** The folders, and single files, that are looked into. */
    public List<Path> places() {
        return places.stream().map(Place::path).toList();
    }

    /** All models, place by place, each place in the order of its file names without regard to case. */
    public List<Path> list() throws IOException {
        return List.copyOf(names().keySet());
    }

    /**
     * The model of that name: its file name or its path below the folder, with or without the extension. A path with
     * its extension counts before all else. Where nothing fits, upper and lower case are taken for the same, with a
     * notice.
     *
     * @throws IllegalArgumentException where no model fits, naming the nearest, or more than one, naming them all
     */
    public Found find(String name) throws IOException {
        return new ModelLookup(kind, places(), names()).find(name);
    }

    /** The path below its folder, with the extension and slashes, of every model. */
    private Map<Path, String> names() throws IOException {
        Map<Path, String> names = new LinkedHashMap<>();
        Set<Path> seen = new HashSet<>();
        for (Place place : places) {
            List<Path> files = new ArrayList<>();
            if (Files.isDirectory(place.path()) && !isDiffusers(place.path())) {
                walk(place, place.path(), seen, files);
            } else if (seen.add(place.path().toRealPath())) {
                names.put(
                        place.path(),
                        place.path().toAbsolutePath().getFileName().toString());
            }
            files.sort(BY_NAME);
            for (Path file : files) {
                names.put(file, place.path().relativize(file).toString().replace('\\', '/'));
            }
        }
        return names;
    }

    private void walk(Place place, Path folder, Set<Path> seen, List<Path> found) throws IOException {
        if (!seen.add(folder.toRealPath())) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.startsWith(".")) {
                    continue;
                }
                if (Files.isDirectory(entry) && !isDiffusers(entry)) {
                    walk(place, entry, seen, found);
                } else if (isModel(place, entry, name) && seen.add(entry.toRealPath())) {
                    found.add(entry);
                }
            }
        }
    }

    private boolean isModel(Place place, Path entry, String name) {
        if (Files.isDirectory(entry)) {
            return !place.onlyVaes();
        }
        return kind.accepts(name)
                && Files.isRegularFile(entry)
                && !(place.onlyVaes() && !ModelKind.isVaeBesideCheckpoint(name));
    }

    /** Below a checkpoints folder the parts of such a folder are no checkpoints of their own. */
    private boolean isDiffusers(Path folder) {
        return kind == ModelKind.CHECKPOINT && DiffusersFolder.isOne(folder);
    }
}
