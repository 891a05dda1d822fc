package io.brushwork.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which files are meant as pictures. */
final class PictureNames {
    /** Also formats that are not read: they are reported, not passed over. */
    private static final Set<String> EXTENSIONS = Set.of(
            "png", "apng", "jpg", "jpeg", "jpe", "jfif", "webp", "gif", "bmp", "dib", "tif", "tiff", "avif", "heic",
            "heif", "jxl", "jp2", "ico", "tga", "psd", "ppm", "pgm", "pbm", "pnm");

    /** How PNG, JPEG and GIF begin; pictures are often saved without an extension. */
    private static final List<String> STARTS = List.of("\u0089PNG\r\n", "\u00ff\u00d8\u00ff", "GIF8");

    private static final int HEAD = 12;

    private PictureNames() {}

    static boolean looksLikePicture(Path file) {
        return EXTENSIONS.contains(extension(file.getFileName().toString()).toLowerCase(Locale.ROOT))
                || beginsLikePicture(file);
    }

    private static boolean beginsLikePicture(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
            return STARTS.stream().anyMatch(head::startsWith) || (head.startsWith("RIFF") && head.endsWith("WEBP"));
        } catch (IOException e) {
            // Not named as a picture, so nobody misses it.
            return false;
        }
    }

    /** Without the extension, as Python's {@code splitext}: names that begin with a dot do not come here. */
    static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static String extension(String name) {
        return name.substring(stem(name).length()).replaceFirst("^\\.", "");
    }
}
