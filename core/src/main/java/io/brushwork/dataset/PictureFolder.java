package io.brushwork.dataset;

import io.brushwork.base.Check;
import io.brushwork.base.Sha256;
import io.brushwork.dataset.TrainingPicture.CaptionSource;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.picture.AlphaPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The pictures of one folder and their captions, in the order of their names by UTF-16 code unit, the same on every
 * machine. Folders inside it are not entered, and files whose name begins with a dot are not looked at.
 *
 * <p>A file counts as a picture by its extension or by its first bytes. The caption of {@code cat.png} is the text of
 * {@code cat.txt}, without line breaks at its end; where there is none, it is made of the name.
 *
 * @param pictures every one was decoded once, so none is broken
 * @param unreadable files that should be pictures and are not
 * @param notices sentences on what had to be guessed
 */
public record PictureFolder(
        Path folder, List<TrainingPicture> pictures, List<Unreadable> unreadable, List<String> notices) {

    /**
     * A file that has a picture's extension or first bytes and cannot be decoded.
     *
     * @param reason one sentence that names the file
     */
    public record Unreadable(String name, String reason) {}

    public PictureFolder {
        pictures = List.copyOf(pictures);
        unreadable = List.copyOf(unreadable);
        notices = List.copyOf(notices);
    }

    /** Reads a folder; file names become captions as A1111's defaults have it. See the other {@code read}. */
    public static PictureFolder read(Path folder) throws IOException {
        return read(folder, NameCaption.DEFAULT);
    }

    /**
     * Reads a folder: decodes every picture once, to know that it can be, and keeps none.
     *
     * @param names how a file's name becomes a caption where there is no text
     * @throws IllegalArgumentException where the folder is missing, is none, or has no file that looks like a picture
     * @throws IOException where none of its pictures can be decoded, or a caption is larger than 1 MiB
     */
    public static PictureFolder read(Path folder, NameCaption names) throws IOException {
        Check.that(Files.exists(folder), "data", "a folder of pictures", folder + ", which does not exist");
        Check.that(Files.isDirectory(folder), "data", "a folder of pictures", folder + ", which is a file");
        List<TrainingPicture> pictures = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        for (Path file : files(folder)) {
            if (PictureNames.looksLikePicture(file)) {
                try {
                    pictures.add(picture(file, names, notices::add));
                } catch (UndecodableException e) {
                    unreadable.add(new Unreadable(nameOf(file), e.reason));
                }
            }
        }
        Check.that(
                !pictures.isEmpty() || !unreadable.isEmpty(),
                "data",
                "a folder with pictures (PNG, JPEG, WebP, GIF, BMP)",
                folder + ", which has none");
        if (pictures.isEmpty()) {
            throw new IOException(folder + ": no picture can be read; "
                    + unreadable.get(0).reason()
                    + (unreadable.size() > 1 ? "; and " + (unreadable.size() - 1) + " more" : ""));
        }
        return new PictureFolder(folder, pictures, unreadable, notices);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> Files.isRegularFile(file) && !nameOf(file).startsWith("."))
                    .sorted(Comparator.comparing(PictureFolder::nameOf))
                    .toList();
        }
    }

    private static TrainingPicture picture(Path file, NameCaption names, Consumer<String> notices)
            throws IOException, UndecodableException {
        byte[] bytes;
        AlphaPicture picture;
        try {
            bytes = AlphaPicture.bytes(file);
            picture = AlphaPicture.decode(file, bytes);
        } catch (ModelFormatException e) {
            throw new UndecodableException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UndecodableException(file + ": cannot be read: " + e.getMessage());
        }
        String stem = PictureNames.stem(nameOf(file));
        Path text = file.resolveSibling(stem + ".txt");
        boolean written = Files.isRegularFile(text);
        return new TrainingPicture(
                file,
                nameOf(file),
                Sha256.of(bytes),
                picture.colours().width(),
                picture.colours().height(),
                picture.alpha() != null,
                written ? withoutLineEnd(TextFile.read(text, notices)) : names.caption(stem),
                written ? CaptionSource.FILE : CaptionSource.FILE_NAME);
    }

    private static String withoutLineEnd(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString();
    }

    /** A picture that goes to the list of unreadable ones; a caption that cannot be read ends the whole reading. */
    private static final class UndecodableException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        UndecodableException(String reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
