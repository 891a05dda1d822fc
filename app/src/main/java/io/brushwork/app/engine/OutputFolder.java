package io.brushwork.app.engine;

import io.brushwork.base.OptionException;
import io.brushwork.generation.GeneratedImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the pictures of one command go: a folder, in which each gets A1111's running number, or a file. Of several
 * pictures the file {@code cat.png} becomes {@code cat-0001.png}, {@code cat-0002.png}, …; files of those names are
 * replaced, as the user has named them.
 */
public final class OutputFolder {
    private static final String PNG = ".png";

    private final Path path;
    private final boolean folder;
    private final int pictures;

    private OutputFolder(Path path, boolean folder, int pictures) {
        this.path = path;
        this.folder = folder;
        this.pictures = pictures;
    }

    /**
     * The place that the user names, made and found to be writable: before minutes of work, not after.
     *
     * @param out null for {@code outputs/<kind>/<date>} in the working directory, as A1111 has it
     * @throws IOException where nothing can be written there, in one sentence
     */
    public static OutputFolder prepare(@Nullable Path out, String kind, LocalDate today, int pictures)
            throws IOException {
        Path place = out == null ? Path.of("outputs", kind, today.toString()) : out;
        String name = String.valueOf(place.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(PNG) && !Files.isDirectory(place)) {
            checkWritable(place);
            return new OutputFolder(place, false, pictures);
        }
        if (name.matches(".*\\.(jpe?g|webp|gif|bmp|tiff?|avif)") && !Files.isDirectory(place)) {
            throw new OptionException("out", "a folder or a name ending in .png", place);
        }
        checkFolder(place);
        return new OutputFolder(place, true, pictures);
    }

    /** Makes the folder of a file where it is missing. */
    public static void checkWritable(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": cannot be written: it is a folder");
        }
        checkFolder(file.toAbsolutePath().normalize().getParent());
    }

    private static void checkFolder(@Nullable Path folder) throws IOException {
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            // Permissions alone do not say it: the whole file system may be read-only.
            Files.delete(Files.createTempFile(folder, ".brushwork", ".tmp"));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(e.getFile() + ": cannot be written into: it is not a folder", e);
        } catch (FileSystemException e) {
            throw new IOException(folder + ": cannot be written into: " + FileTrouble.reason(e), e);
        }
    }

    /** Writes a picture with its infotext, and says where. */
    public Path save(GeneratedImage image) throws IOException {
        Path file = file(image.index(), image.seed());
        image.save(file);
        return file;
    }

    private Path file(int index, long seed) throws IOException {
        if (folder) {
            return OutputNames.next(path, seed);
        }
        if (pictures == 1) {
            return path;
        }
        String name = path.getFileName().toString();
        String stem = name.substring(0, name.length() - PNG.length());
        return path.resolveSibling(String.format(Locale.ROOT, "%s-%04d%s", stem, index + 1, PNG));
    }
}
