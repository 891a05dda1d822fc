package io.brushwork.app.cli;

import io.brushwork.catalog.ModelDefaults;
import io.brushwork.testing.PocketCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The folder of the launcher, as long as this is open. */
final class LauncherHome implements AutoCloseable {
    private static final String PROPERTY = "brushwork.home";

    private final @Nullable String before = System.getProperty(PROPERTY);

    private final Path folder;

    private LauncherHome(Path folder) {
        this.folder = folder;
        System.setProperty(PROPERTY, folder.toString());
    }

    static LauncherHome at(Path folder) {
        return new LauncherHome(folder);
    }

    /** With the small checkpoint as its embedded model, whose file asks for 64x64 and for guidance 2.5. */
    static LauncherHome withModel(Path folder) throws IOException {
        Path checkpoints = Files.createDirectories(folder.resolve("models/checkpoints"));
        PocketCheckpoint.copy(
                checkpoints.resolve("pocket.safetensors"),
                Map.of(ModelDefaults.SIDE_KEY, "64", ModelDefaults.CFG_SCALE_KEY, "2.5"));
        return at(folder);
    }

    /** The line that says that its embedded model was taken, the only checkpoint there. */
    String notice() {
        return "notice: taking the embedded model pocket (64x64, emoji drawings); for a real one put a Stable Diffusion"
                + " checkpoint into " + folder.resolve("models/checkpoints") + ", or name it";
    }

    @Override
    public void close() {
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }
}
