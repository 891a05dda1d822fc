package io.brushwork.app.engine;

import io.brushwork.base.OptionException;
import io.brushwork.files.picture.Picture;
import io.brushwork.files.picture.PictureResize;
import io.brushwork.generation.GenerationStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Shows the work so far in a file, which a viewer may reload at any moment: it is always whole. */
@FunctionalInterface
public interface Preview {
    Preview NONE = step -> {};

    /** Of latent to pixel. */
    int SCALE = 8;

    void show(GenerationStep step) throws IOException;

    /** Writes every that many steps, and at the last. */
    static Preview to(Path file, int every) throws IOException {
        if (every < 1) {
            throw new OptionException("previewEvery", "1 or more", every);
        }
        OutputFolder.checkWritable(file);
        return step -> {
            if (step.step() % every == 0 || step.step() == step.steps()) {
                Picture small = step.preview().get();
                PictureResize.resize(
                                small, small.width() * SCALE, small.height() * SCALE, PictureResize.Filter.BILINEAR)
                        .writePng(file, Map.of());
            }
        };
    }
}
