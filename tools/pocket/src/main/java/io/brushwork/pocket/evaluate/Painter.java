package io.brushwork.pocket.evaluate;

import io.brushwork.ModelOptions;
import io.brushwork.StableDiffusion;
import io.brushwork.files.picture.Picture;
import io.brushwork.generation.GenerationRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Draws prompts as {@code brushwork generate} does when little but the prompt and the seed is given, on some threads with
 * the model loaded for each: a model this small does not fill two cores.
 */
final class Painter implements AutoCloseable {
    private final List<StableDiffusion> models = new ArrayList<>();
    private final ExecutorService pool;

    Painter(ModelOptions options, int threads) throws IOException {
        pool = Executors.newFixedThreadPool(threads);
        try {
            for (int i = 0; i < threads; i++) {
                models.add(StableDiffusion.load(options));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** One picture for each prompt; the seed is the prompt's number, from 1. */
    List<Picture> draw(List<String> prompts, double cfgScale) throws IOException {
        List<Picture> pictures = new ArrayList<>(Collections.nCopies(prompts.size(), null));
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < models.size(); thread++) {
            int first = thread;
            StableDiffusion model = models.get(thread);
            running.add(pool.submit(() -> {
                for (int i = first; i < prompts.size(); i += models.size()) {
                    pictures.set(i, picture(model, prompts.get(i), cfgScale, i + 1));
                }
                return null;
            }));
        }
        try {
            for (Future<?> future : running) {
                future.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("a picture could not be drawn: " + e.getCause(), e.getCause());
        }
        return pictures;
    }

    private static Picture picture(StableDiffusion model, String prompt, double cfgScale, long seed)
            throws IOException {
        GenerationRequest request =
                GenerationRequest.of(prompt).cfgScale(cfgScale).seed(seed).build();
        return model.generate(request).images().get(0).picture();
    }

    @Override
    public void close() {
        pool.shutdown();
        models.forEach(StableDiffusion::close);
    }
}
