package io.brushwork.app.cli;

import io.brushwork.app.engine.OutputFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Files that are written once: what is there already is not replaced without a word. */
final class NewFile {
    @Option(names = "--overwrite", description = "Replace a file that is there already.")
    private boolean overwrite;

    /**
     * The file, found to be free and writable before any work is done.
     *
     * @throws IllegalArgumentException where it is there already and may not be replaced
     */
    Path checked(Path file) throws IOException {
        if (Files.exists(file) && !overwrite) {
            throw new IllegalArgumentException(file + ": is there already; --overwrite replaces it");
        }
        OutputFolder.checkWritable(file);
        return file;
    }
}
