package io.brushwork.app.cli;

import io.brushwork.app.engine.PictureText;


import io.brushwork.catalog.FileHash;
import io.brushwork.catalog.HashCache;
import io.brushwork.catalog.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A model that the text of a picture names.
 *
 * @param flag by which the user can name another
 * @param name as the text has it, without a folder
 * @param hash 10 digits, or 8 in pictures of 2022; empty where the text has none
 */
record RecordedModel(PictureText from, String flag, String name, String hash) {
    private static final int OLD_HASH = 8;

    /**
     * Finds it by its name, or by its hash where the name alone does not tell.
     *
     * @param notices hears which file stands for a name that does not quite fit
     * @throws IllegalArgumentException where it is not there
     */
    Path find(ModelFolder folder, Consumer<String> notices) throws IOException {
        try {
            ModelFolder.Found found = folder.find(name);
            found.notice().ifPresent(notices);
            return found.file();
        } catch (IllegalArgumentException e) {
            Optional<Path> same = byHash(folder);
            if (same.isEmpty()) {
                throw missing(String.valueOf(e.getMessage()), e);
            }
            notices.accept("taking " + same.get() + " for the " + folder.kind().label() + " " + name
                    + " of the picture: it has its hash");
            return same.get();
        }
    }

    IllegalArgumentException missing(String why, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                flag + ": " + from.picture() + " was made with \"" + name + "\"; give another. " + why, cause);
    }

    private Optional<Path> byHash(ModelFolder folder) throws IOException {
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        HashCache cache = new HashCache(UserCache.hashes());
        for (Path file : folder.list()) {
            if (Files.isRegularFile(file) && hasHash(file, cache)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** Files of another name are not read, which may take minutes: of them only hashes that are known count. */
    private boolean hasHash(Path file, HashCache cache) throws IOException {
        String fileName = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        boolean named = fileName.startsWith(name.toLowerCase(Locale.ROOT));
        if (hash.length() == OLD_HASH) {
            return named && FileHash.oldHash(file).equals(hash);
        }
        return (named ? cache.sha256(file) : cache.known(file).orElse("")).startsWith(hash);
    }
}
