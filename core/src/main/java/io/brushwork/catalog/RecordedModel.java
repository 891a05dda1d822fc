package io.brushwork.catalog;

import io.brushwork.base.OptionException;
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
 * @param field of a request by which another can be named
 * @param name as the text has it, without a folder
 * @param hash 10 digits, or 8 in pictures of 2022; empty where the text has none
 */
record RecordedModel(Path picture, String field, String name, String hash) {
    private static final int OLD_HASH = 8;

    /**
     * Finds it by its name, or by its hash where the name alone does not tell.
     *
     * @param notices hears which file stands for a name that does not quite fit
     * @throws OptionException where it is not there
     */
    Path find(ModelFolder folder, HashCache hashes, Consumer<String> notices) throws IOException {
        try {
            ModelFolder.Found found = folder.find(name);
            found.notice().ifPresent(notices);
            return found.file();
        } catch (IllegalArgumentException e) {
            Optional<Path> same = byHash(folder, hashes);
            if (same.isEmpty()) {
                throw missing(String.valueOf(e.getMessage()), e);
            }
            notices.accept("taking " + same.get() + " for the " + folder.kind().label() + " " + name
                    + " of the picture: it has its hash");
            return same.get();
        }
    }

    OptionException missing(String why, @Nullable Throwable cause) {
        return new OptionException(
                field,
                "\"" + name + "\", with which " + picture + " was made, or another by name",
                "none: " + why,
                cause);
    }

    private Optional<Path> byHash(ModelFolder folder, HashCache hashes) throws IOException {
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        for (Path file : folder.list()) {
            if (Files.isRegularFile(file) && hasHash(file, hashes)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** Files of another name are not read, which may take minutes: of them only hashes that are known count. */
    private boolean hasHash(Path file, HashCache hashes) throws IOException {
        String fileName = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        boolean named = fileName.startsWith(name.toLowerCase(Locale.ROOT));
        if (hash.length() == OLD_HASH) {
            return named && FileHash.oldHash(file).equals(hash);
        }
        return (named ? hashes.sha256(file) : hashes.known(file).orElse("")).startsWith(hash);
    }
}
