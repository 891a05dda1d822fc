package io.brushwork.app.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names A1111 gives to the pictures of a folder: {@code 00042-1234.png}, a running number and the seed. */
public final class OutputNames {
    /** The number ends at the first dash or at the extension. */
    private static final Pattern NUMBERED = Pattern.compile("(\\d{1,9})(-.*|\\.[^.]*)?");

    private OutputNames() {}

    /**
     * The next free name: one more than the highest number in the folder, whatever else stands there. A folder that does
     * not exist yet begins with 00000. The name is not reserved: write the picture before asking for the next.
     */
    public static Path next(Path folder, long seed) throws IOException {
        int highest = -1;
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    Matcher name = NUMBERED.matcher(entry.getFileName().toString());
                    if (name.matches()) {
                        highest = Math.max(highest, Integer.parseInt(name.group(1)));
                    }
                }
            }
        }
        return folder.resolve(String.format(Locale.ROOT, "%05d-%d.png", highest + 1, seed));
    }
}
