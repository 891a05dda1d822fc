package io.brushwork.app.engine;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Why a file cannot be used, in words. */
public final class FileTrouble {
    private FileTrouble() {}

    /** The reason, without the file's name. */
    public static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e.getReason() == null
                ? e.getClass().getSimpleName()
                : e.getReason().toLowerCase(Locale.ROOT);
    }
}
