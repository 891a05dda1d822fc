package io.brushwork.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A model file that is damaged, not of the format it claims, or does not fit; says which file and where in it. */
public final class ModelFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    private static final int LONGEST_REASON = 1_000;

    private final transient Path file;
    private final long offset;

    /** For damage at a place in the file, counted in bytes from its start. */
    public ModelFormatException(Path file, long offset, String reason) {
        super(file + ", byte " + offset + ": " + oneLine(reason));
        this.file = file;
        this.offset = offset;
    }

    /** For what concerns the file as a whole, or a tensor named in the reason. */
    public ModelFormatException(Path file, String reason) {
        super(file + ": " + oneLine(reason));
        this.file = file;
        this.offset = -1;
    }

    /** Reasons quote names from the file, which may hold line feeds, terminal codes, or a megabyte of text. */
    private static String oneLine(String reason) {
        String line = CONTROL.matcher(reason).replaceAll("?");
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }

    public Path file() {
        return file;
    }

    /** Bytes from the start of the file; -1 where no one place is at fault. */
    public long offset() {
        return offset;
    }
}
