package io.brushwork.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The format of a model file by its first bytes; its extension is not looked at. */
enum FileKind {
    SAFETENSORS,
    TORCH_ZIP,
    TORCH_LEGACY;

    private static final int HEAD_BYTES = 512;
    private static final String LEGACY_MAGIC = "\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019";
    private static final String LEGACY_MAGIC_AS_TEXT = "L119547037146038801333356L\n";

    /** What people have under a model's name that is no model, by how it begins. */
    private static final Map<String, String> STRANGERS = strangers();

    private static Map<String, String> strangers() {
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put(
                "version https://git-lfs", "is a Git LFS pointer, not the model itself: fetch it with 'git lfs pull'");
        reasons.put("GGUF", "is a GGUF file, which Brushwork does not read");
        reasons.put("\u0089HDF", "is an HDF5 file, which Brushwork does not read");
        reasons.put("\u0089PNG", "is a picture, not a model");
        reasons.put("\u00ff\u00d8\u00ff", "is a picture, not a model");
        for (String archive : new String[] {"\u001f\u008b", "7z\u00bc\u00af", "Rar!", "(\u00b5/\u00fd", "BZh"}) {
            reasons.put(archive, "is a compressed archive: unpack it first");
        }
        return reasons;
    }

    /** @throws ModelFormatException saying what the file is, where it is no model */
    static FileKind of(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new ModelFormatException(file, "is a folder, and not one of Diffusers");
        }
        if (!Files.exists(file)) {
            throw new ModelFormatException(file, "does not exist");
        }
        String head = head(file);
        if (head.isEmpty()) {
            throw new ModelFormatException(file, "is empty");
        }
        // Eight bytes of length, of which no header needs more than four, then a JSON object. Asked first: the low
        // bytes
        // of the length can be anything, the first byte of a pickle included.
        if (head.length() > 8 && head.charAt(8) == '{' && head.startsWith("\0\0\0\0", 4)) {
            return SAFETENSORS;
        }
        if (head.startsWith("PK\u0003\u0004")) {
            return TORCH_ZIP;
        }
        int magic = head.indexOf(LEGACY_MAGIC);
        if ((head.charAt(0) == 0x80 && magic > 0 && magic < 32) || head.startsWith(LEGACY_MAGIC_AS_TEXT)) {
            return TORCH_LEGACY;
        }
        String stranger = stranger(head);
        if (stranger != null) {
            throw new ModelFormatException(file, stranger);
        }
        throw new ModelFormatException(
                file,
                0,
                "is not a model file: it begins with the bytes "
                        + HexFormat.ofDelimiter(" ")
                                .formatHex(head.substring(0, Math.min(8, head.length()))
                                        .getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static @Nullable String stranger(String head) {
        for (Map.Entry<String, String> known : STRANGERS.entrySet()) {
            if (head.startsWith(known.getKey())) {
                return known.getValue();
            }
        }
        String text = head.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("\u00ef\u00bb\u00bf<")) {
            return "is a web page, not a model: the download needs a login or another address";
        }
        if (head.startsWith("ustar", 257)) {
            return "is a tar archive; if PyTorch wrote it, that was before 0.1.10: load and save it with a newer one";
        }
        if (head.charAt(0) == 0x80) {
            return "is a pickle, but not one that PyTorch wrote";
        }
        return null;
    }

    /** The first bytes, each as one character. */
    private static String head(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until the buffer is full or the file ends.
            }
        } catch (AccessDeniedException e) {
            throw new ModelFormatException(file, "cannot be read: permission denied");
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }
}
