package io.brushwork.app.cli;

import io.brushwork.generation.GeneratedImage;
import io.brushwork.generation.GenerationStep;
import io.brushwork.hypernetwork.HypernetworkEffect;
import java.nio.file.Path;

/** Tells the user, or a program, how the work goes on. */
interface Report {
    /** Something the user should know. */
    void notice(String text);

    /**
     * @param label of the column that is being drawn; empty where there is only one
     */
    void step(String label, GenerationStep step);

    /** A picture is on the disk. */
    void image(Path file, GeneratedImage image);

    void effect(HypernetworkEffect effect);

    void done(int images, double seconds);
}
