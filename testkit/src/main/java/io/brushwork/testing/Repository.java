package io.brushwork.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the repository lies, whatever module a test runs in. */
public final class Repository {
    private static final Path ROOT = find();

    private Repository() {}

    /** A file or folder by its path below the root, such as {@code models/checkpoints/pocket.safetensors}. */
    public static Path file(String path) {
        return ROOT.resolve(path);
    }

    public static Path root() {
        return ROOT;
    }

    private static Path find() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("brushwork")) && Files.isDirectory(folder.resolve("testkit"))) {
                return folder;
            }
        }
        throw new IllegalStateException("tests run inside of the repository");
    }
}
