package io.brushwork.app.cli;

import io.brushwork.files.Checkpoint;
import io.brushwork.files.Safetensors;
import io.brushwork.files.TensorData;
import io.brushwork.testing.PocketCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

    /** With the small checkpoint as its embedded model, which says that it was trained on 64x64. */
    static LauncherHome withModel(Path folder) throws IOException {
        Path checkpoints = Files.createDirectories(folder.resolve("models/checkpoints"));
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        Checkpoint.open(PocketCheckpoint.safetensors())
                .tensors()
                .forEach((name, tensor) -> tensors.put(name, TensorData.of(tensor)));
        Safetensors.write(checkpoints.resolve("pocket.safetensors"), tensors, Map.of("brushwork.native_size", "64"));
        return at(folder);
    }

    /** The line that says that its embedded model was taken, the only checkpoint there. */
    String notice() {
        return "notice: taking the embedded model pocket (64x64, emoji drawings); for a real one put a Stable Diffusion"
                + " checkpoint into " + folder.resolve("models/checkpoints") + " or name it: --model FILE";
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
