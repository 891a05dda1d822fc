package io.brushwork.app.engine;

import io.brushwork.ModelOptions;
import io.brushwork.StableDiffusion;
import io.brushwork.catalog.ModelIdentity;
import io.brushwork.catalog.RecordedPicture;
import io.brushwork.generation.GeneratedImage;
import io.brushwork.generation.GenerationEvent;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.generation.GenerationResult;
import io.brushwork.generation.GenerationStep;
import io.brushwork.generation.InfotextFields;
import io.brushwork.job.JobEvent;
import io.brushwork.job.JobListener;
import io.brushwork.job.Notice;
import io.brushwork.job.Stop;
import io.brushwork.tensor.LibTorch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A loaded model at work: what it draws is taken picture by picture, previews are shown, and a listener hears of it all. */
public final class ModelSession implements AutoCloseable {
    private final StableDiffusion model;
    private final Preview preview;
    private final JobListener listener;
    private final long began = System.nanoTime();
    private int images;

    private ModelSession(StableDiffusion model, Preview preview, JobListener listener) {
        this.model = model;
        this.preview = preview;
        this.listener = listener;
    }

    /** Loads a model. */
    public static ModelSession open(ModelOptions options, Preview preview, JobListener listener) throws IOException {
        ModelSession session = new ModelSession(StableDiffusion.load(options), preview, listener);
        LibTorch.advice(System.getenv()).forEach(session::notice);
        return session;
    }

    /** What becomes of a picture as soon as it is there. */
    @FunctionalInterface
    public interface Taker {
        void take(GeneratedImage image) throws IOException;
    }

    /**
     * Tells how the models differ from those of a picture that is to be made again.
     *
     * @param recorded the picture, or null
     * @param networks short hashes of the hypernetworks by their names
     */
    public void compareWith(@Nullable RecordedPicture recorded, Map<String, String> networks) {
        if (recorded == null) {
            return;
        }
        ModelIdentity identity = model.identity();
        recorded.differences(identity, networks).forEach(this::notice);
        List<String> leftOut = InfotextFields.leftOut(recorded.text());
        if (!leftOut.isEmpty()) {
            notice("the picture records what cannot be drawn here, and is left out: " + String.join(", ", leftOut));
        }
    }

    /**
     * Generates.
     *
     * @return the settled request and what was told; the pictures were taken
     */
    public GenerationResult draw(GenerationRequest request, Taker taker) throws IOException {
        try {
            return model.stream(request, new JobListener() {
                @Override
                public void on(JobEvent event) {
                    hear(event, taker);
                }

                @Override
                public Stop stop() {
                    return listener.stop();
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Generates, and saves the pictures. */
    public GenerationResult draw(GenerationRequest request, OutputFolder place) throws IOException {
        return draw(request, image -> listener.on(new SessionEvent.Saved(place.save(image), image)));
    }

    private void hear(JobEvent event, Taker taker) {
        listener.on(event);
        try {
            if (event instanceof GenerationEvent.Image drawn) {
                taker.take(drawn.image());
                images++;
            } else if (event instanceof GenerationStep step) {
                preview.show(step);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells that all is drawn. */
    public void done() {
        listener.on(new SessionEvent.Done(images, (System.nanoTime() - began) / 1e9));
    }

    private void notice(String text) {
        listener.on(new Notice(text));
    }

    @Override
    public void close() {
        model.close();
    }
}
