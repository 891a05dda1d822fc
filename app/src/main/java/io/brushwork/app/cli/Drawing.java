package io.brushwork.app.cli;

import io.brushwork.GeneratedImage;
import io.brushwork.GenerationListener;
import io.brushwork.GenerationRequest;
import io.brushwork.GenerationResult;
import io.brushwork.GenerationStep;
import io.brushwork.ModelOptions;
import io.brushwork.StableDiffusion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;

/** A loaded model at work for one command: progress is reported, previews are written, Ctrl-C is heard. */
final class Drawing implements AutoCloseable {
    private final Interrupt interrupt = Interrupt.heard();
    private final StableDiffusion model;
    private final Report report;
    private final Preview preview;
    private final long began = System.nanoTime();

    private Drawing(StableDiffusion model, Report report, Preview preview) {
        this.model = model;
        this.report = report;
        this.preview = preview;
    }

    static Drawing with(ModelOptions options, Report report, Preview preview) throws IOException {
        return new Drawing(StableDiffusion.load(options), report, preview);
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
    GenerationResult draw(String label, GenerationRequest request, Taker taker) throws IOException {
        GenerationResult result = model.generate(request, new GenerationListener() {
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
        return result;
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

    /** @throws CancellationException where the user wants to stop */
    void checkStopped() {
        interrupt.check();
    }

    @Override
    public void close() {
        model.close();
        interrupt.close();
    }
}
