package io.brushwork.app.engine;

import io.brushwork.app.cli.Interrupt;
import io.brushwork.app.cli.Report;


import io.brushwork.generation.GeneratedImage;
import io.brushwork.generation.GenerationListener;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.generation.GenerationResult;
import io.brushwork.generation.GenerationStep;
import io.brushwork.ModelOptions;
import io.brushwork.StableDiffusion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A loaded model at work for one command: progress is reported, previews are written, Ctrl-C stops it. */
final class ModelSession implements AutoCloseable {
    private final StableDiffusion model;
    private final Report report;
    private final Preview preview;
    private final Interrupt interrupt;
    private final long began = System.nanoTime();

    private ModelSession(StableDiffusion model, Report report, Preview preview, Interrupt interrupt) {
        this.model = model;
        this.report = report;
        this.preview = preview;
        this.interrupt = interrupt;
    }

    static ModelSession with(ModelOptions options, Report report, Preview preview, Interrupt interrupt) throws IOException {
        StableDiffusion model = StableDiffusion.load(options);
        interrupt.listen();
        return new ModelSession(model, report, preview, interrupt);
    }

    /**
     * Tells how the models differ from those of a picture that is to be made again.
     *
     * @param recorded the picture, or null
     * @param networks short hashes of the hypernetworks by their names
     */
    void compareWith(@Nullable PictureText recorded, Map<String, String> networks) {
        if (recorded != null) {
            recorded.differences(model.identity(), networks).forEach(report::notice);
            List<String> leftOut = GenerationRequest.leftOut(recorded.text());
            if (!leftOut.isEmpty()) {
                report.notice("the picture records what cannot be drawn here, and is left out: "
                        + String.join(", ", leftOut));
            }
        }
    }

    /** What becomes of a picture as soon as it is there. */
    @FunctionalInterface
    interface Taker {
        void take(GeneratedImage image) throws IOException;
    }

    /**
     * Generates, and reports what the hypernetworks did.
     *
     * @param label of the column that is being drawn, or empty
     */
    void draw(String label, GenerationRequest request, Taker taker) throws IOException {
        GenerationResult result = model.draw(request, new GenerationListener() {
            @Override
            public void onStep(GenerationStep step) {
                interrupt.check();
                report.step(label, step);
                run(() -> preview.show(step));
            }

            @Override
            public void onImage(GeneratedImage image) {
                run(() -> taker.take(image));
                interrupt.check();
            }

            @Override
            public void onNotice(String notice) {
                report.notice(notice);
            }
        });
        result.effects().forEach(report::effect);
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private static void run(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    @Override
    public void close() {
        model.close();
    }
}
